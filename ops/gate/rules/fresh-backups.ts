import type { Finding } from "../finding";
import { canonical } from "../finding";
import { differences, editedKindOf, edits, ends, identityOf, isObject, valueAt } from "../kubernetes-object";
import { type Fields, type Preview, resourceOf, type ResourceState, type Step } from "../preview";

/** How it stands with the backups of one source in the cluster. */
export interface BackupStanding {
  readonly source: string;
  readonly namespace: string;
  /** The workloads whose volumes it covers. */
  readonly covers: readonly string[];
  /** Whether its newest backup is within its recovery point, and was restored since to prove it. */
  readonly isFreshlyProven: boolean;
  /** Its age and its aim, and how its last restore test ended. */
  readonly standing: string;
  /** The commands that make it fresh and prove it. */
  readonly remedy: string;
}

/** Whether a preview changes what runs on kept state, or what it is kept in: then it matters how it stands with backups. */
export function touchesState({ steps }: Preview): boolean {
  return steps.some((step) => changedParts(step) !== undefined);
}

/**
 * Changes of image, command or volumes of a StatefulSet, and its end, while no source that covers it has a fresh, proven backup (G38).
 * What nothing in the cluster backs up yet passes: at first there is nothing to lose.
 */
export function freshBackups({ steps }: Preview, standings: readonly BackupStanding[]): Finding[] {
  return steps.flatMap((step) => {
    const parts = changedParts(step);
    const covering = standings.filter((standing) => coversObjectOf(standing, step));
    if (parts === undefined || covering.length === 0 || covering.some((one) => one.isFreshlyProven)) return [];
    const told = covering.map(({ source, standing, remedy }) => `${source}: ${standing} (${remedy})`);
    return [
      {
        rule: "fresh-backup" as const,
        resource: resourceOf(step.urn),
        field: ends(step) ? `ends (${step.op})` : "image, command or volumes",
        ...parts,
        identity: identityOf(step.oldState),
        remedy:
          "What runs on this data changes, and no backup of it is both younger than its recovery point and restored since to prove it: " +
          `after a migration that goes wrong there is no way back. ${told.join("; ")}. Then deploy again.`,
      },
    ];
  });
}

/** What a step changes of the parts that matter, by path; undefined where nothing. */
function changedParts(step: Step): Pick<Finding, "old" | "new"> | undefined {
  if (editedKindOf(step.oldState?.type ?? "") !== "apps/StatefulSet") return undefined;
  const [old, now] = [partsOf(step.oldState), partsOf(step.newState)];
  if (ends(step)) return differences(old, step.op === "delete" ? undefined : now);
  return edits(step) && canonical(old) !== canonical(now) ? differences(old, now) : undefined;
}

/** What runs, and on what. */
function partsOf(state: ResourceState | undefined): Fields {
  const pod = valueAt(state?.inputs, "spec.template.spec");
  const fields = isObject(pod) ? pod : {};
  return {
    containers: containersIn(fields.containers),
    initContainers: containersIn(fields.initContainers),
    volumes: fields.volumes ?? [],
    volumeClaimTemplates: valueAt(state?.inputs, "spec.volumeClaimTemplates") ?? [],
  };
}

function containersIn(containers: unknown): Fields {
  const all = Array.isArray(containers) ? containers.filter(isObject) : [];
  return Object.fromEntries(
    all.map(({ name, image, command, args, volumeMounts }) => [
      String(name),
      { image, ...(command !== undefined && { command }), ...(args !== undefined && { args }), volumeMounts },
    ]),
  );
}

function coversObjectOf({ namespace, covers }: BackupStanding, { oldState }: Step): boolean {
  const { inputs } = oldState ?? {};
  const name = valueAt(inputs, "metadata.name");
  return namespace === valueAt(inputs, "metadata.namespace") && covers.some((covered) => covered === name);
}
