import { z } from "zod";
import { UserError } from "../../toolchain/user-error";
import type { StackCommands } from "./stack-commands";

/** A workload that a stack declares. */
export interface Workload {
  /** As in the API's paths: `deployments`, `statefulsets` or `daemonsets`. */
  readonly plural: string;
  /** Such as `Deployment backend-mainnet/svc-admin`. */
  readonly name: string;
  /** Its path on the API server. */
  readonly path: string;
}

const KINDS: Readonly<Record<string, string>> = {
  Deployment: "deployments",
  StatefulSet: "statefulsets",
  DaemonSet: "daemonsets",
};
const EXPORTED = z.object({
  deployment: z.object({
    resources: z
      .array(z.object({ type: z.string(), id: z.string().optional(), delete: z.boolean().optional() }))
      .nullish(),
  }),
});

/**
 * The workloads that a stack has deployed, as its state records them; patches of others' workloads, such as CoreDNS, among them.
 * @throws UserError where pulumi doesn't give the state, or it has none: that nothing lacks anything would say nothing
 */
export async function workloadsOf({ stack, state }: StackCommands): Promise<readonly Workload[]> {
  const { exitCode, output, errors } = await state(["stack", "export"]);
  if (exitCode !== 0)
    throw new UserError(
      `pulumi can't export the state of ${stack}: ${errors.trim() || output.trim()}\nSee that PULUMI_BACKEND_URL names the place where its state is`,
    );
  const { resources } = EXPORTED.parse(JSON.parse(output.slice(Math.max(0, output.search(/^\{/m))))).deployment;
  const workloads = (resources ?? []).flatMap(({ type, id, delete: isLeaving }) => {
    const kind = /^kubernetes:apps\/v1:(\w+?)(?:Patch)?$/.exec(type)?.[1] ?? "";
    const [plural, [namespace, name]] = [KINDS[kind], (id ?? "").split("/")];
    if (plural === undefined || !namespace || !name || isLeaving) return [];
    return [{ plural, name: `${kind} ${id}`, path: `/apis/apps/v1/namespaces/${namespace}/${plural}/${name}` }];
  });
  if (workloads.length === 0)
    throw new UserError(
      `the state of ${stack} has no workload: deploy it first, or see that PULUMI_BACKEND_URL names the place where its state is`,
    );
  return [...new Map(workloads.map((workload) => [workload.path, workload])).values()];
}

/** A live workload, as far as it is looked at. */
export interface LiveWorkload {
  readonly metadata?: { readonly generation?: number };
  readonly spec?: { readonly replicas?: number; readonly updateStrategy?: { readonly type?: string } };
  readonly status?: Readonly<Record<string, number | undefined>>;
}

/** What a workload lacks; undefined where its newest declaration has been seen and every pod of it is ready. */
export function lackOf({ plural }: Workload, live: LiveWorkload | undefined): string | undefined {
  if (live === undefined) return "isn't there";
  const { metadata, spec, status = {} } = live;
  if ((status.observedGeneration ?? 0) < (metadata?.generation ?? 0))
    return "its controller hasn't seen the last change";
  const isDaemon = plural === "daemonsets";
  const wanted = isDaemon ? (status.desiredNumberScheduled ?? 0) : (spec?.replicas ?? 1);
  const ready = (isDaemon ? status.numberReady : status.readyReplicas) ?? 0;
  if (ready < wanted) return `${ready} of ${wanted} pods ready`;
  // Pods that are replaced by somebody else, one by one, aren't waited for.
  if (spec?.updateStrategy?.type === "OnDelete") return undefined;
  const updated = (isDaemon ? status.updatedNumberScheduled : status.updatedReplicas) ?? 0;
  return updated < wanted ? `${updated} of ${wanted} pods are of the last change` : undefined;
}

/** How to read and to wait. */
export interface HealthCheck {
  /** The live object at a path; undefined where there is none. */
  readonly read: (path: string) => Promise<LiveWorkload | undefined>;
  /** Whether there is time for another look; waits before it says so. */
  readonly hasTime: () => Promise<boolean>;
}

/**
 * Looks until every workload is ready, or there is no more time: then what is lacking, one line each.
 * @throws what reading failed with, where not one workload could be read in the last look
 */
export async function lacking(
  workloads: readonly Workload[],
  { read, hasTime }: HealthCheck,
): Promise<readonly string[]> {
  for (;;) {
    const looks = await Promise.allSettled(workloads.map(async ({ path }) => read(path)));
    const lacks = workloads.flatMap((workload, index) => {
      const lack = lackSeen(workload, looks[index]!);
      return lack === undefined ? [] : [`${workload.name}: ${lack}`];
    });
    if (lacks.length === 0) return [];
    if (await hasTime()) continue;
    const failures = looks.flatMap((look) => (look.status === "rejected" ? [look.reason as unknown] : []));
    if (failures.length === looks.length) throw failures[0];
    return lacks;
  }
}

/** An API server that doesn't answer right now is one more thing to wait for. */
function lackSeen(workload: Workload, look: PromiseSettledResult<LiveWorkload | undefined>): string | undefined {
  if (look.status === "fulfilled") return lackOf(workload, look.value);
  return `can't be read: ${look.reason instanceof Error ? look.reason.message : String(look.reason)}`;
}
