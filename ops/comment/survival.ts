import { z } from "zod";
import type { SurvivalReport } from "../../stacks/survival";
import { masked } from "../gate/masked";

const REPORT = z.object({
  groups: z.record(z.string(), z.string()),
  losses: z.record(z.string(), z.string()),
  advice: z.array(z.string()),
});

/** The stack's outputs as a saved plan holds them; empty where it holds none. Secrets are masked. */
export function plannedOutputs(plan: string): unknown {
  const { resourcePlans = {} } = JSON.parse(plan) as { resourcePlans?: Record<string, { state?: unknown }> };
  const stack = Object.keys(resourcePlans).find((urn) => urn.split("::")[2] === "pulumi:pulumi:Stack");
  return masked(stack === undefined ? {} : (resourcePlans[stack]?.state ?? {}));
}

/** The survival report wherever it stands in a stack's outputs; undefined where there is none. */
export function survivalReportIn(outputs: unknown): SurvivalReport | undefined {
  const parsed = REPORT.safeParse(outputs);
  if (parsed.success) return parsed.data;
  if (typeof outputs !== "object" || outputs === null) return undefined;
  for (const value of Object.values(outputs)) {
    const found = survivalReportIn(value);
    if (found) return found;
  }
  return undefined;
}

/** The report as two tables and its advice. */
export function survivalSection(report: SurvivalReport | undefined): string {
  if (report === undefined) return "No survival report stands in the outputs of this preview.";
  return [
    ...table(["Quorum", "Members"], Object.entries(report.groups)),
    "",
    ...table(["Loss of", "Leaves"], Object.entries(report.losses)),
    ...(report.advice.length > 0 ? ["", ...report.advice.map((advice) => `- ${advice}`)] : []),
  ].join("\n");
}

function table(headings: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const row = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [row(headings), row(headings.map(() => "---")), ...rows.map(row)];
}
