import { z } from "zod";
import { masked } from "../gate/masked";

const REPORT = z.object({
  group: z.string(),
  members: z.number(),
  quorum: z.number(),
  tolerated: z.number(),
  survivesLossOf: z.array(z.string()),
  diesWith: z.array(z.string()),
  advice: z.array(z.string()).default([]),
});
/** What a quorum group survives, as `stacks/quorum.ts` reports it. */
export type Survival = z.infer<typeof REPORT>;

/** The stack's outputs as a saved plan holds them; empty where it holds none. Secrets are masked. */
export function plannedOutputs(plan: string): unknown {
  const { resourcePlans = {} } = JSON.parse(plan) as { resourcePlans?: Record<string, { state?: unknown }> };
  const stack = Object.keys(resourcePlans).find((urn) => urn.split("::")[2] === "pulumi:pulumi:Stack");
  return masked(stack === undefined ? {} : (resourcePlans[stack]?.state ?? {}));
}

/** Every survival report anywhere in a stack's outputs. */
export function survivalReports(outputs: unknown): Survival[] {
  const parsed = REPORT.safeParse(outputs);
  if (parsed.success) return [parsed.data];
  if (typeof outputs !== "object" || outputs === null) return [];
  return Object.values(outputs).flatMap(survivalReports);
}

/** The reports as a table; a sentence where there are none. */
export function survivalTable(reports: readonly Survival[]): string {
  if (reports.length === 0) return "No survival report stands in the outputs of this preview.";
  return [
    "| Group | Members | Quorum | May be lost | Survives the loss of | Dies with |",
    "| ----- | ------- | ------ | ----------- | -------------------- | --------- |",
    ...reports.map(
      ({ group, members, quorum, tolerated, survivesLossOf, diesWith }) =>
        `| ${group} | ${members} | ${quorum} | ${tolerated} | ${survivesLossOf.join(", ") || "none"} | ${diesWith.join(", ") || "none"} |`,
    ),
    ...reports.flatMap(({ group, advice }) => advice.map((text) => `\n${group}: ${text}`)),
  ].join("\n");
}
