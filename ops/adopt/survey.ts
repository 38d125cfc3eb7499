import type { EnvironmentSpec } from "../../stacks/environment";
import type { ConfigProblem } from "../../stacks/config-error";
import { obstaclesOf } from "../../stacks/preflight/adoption";
import type { ClusterReader } from "../../stacks/preflight/cluster-reader";
import { compareWithLive, type DeclaredWhole, type Standing } from "../../stacks/preflight/comparison";
import { knownFields } from "../../stacks/preflight/known-fields";
import { describeObject } from "../../stacks/preflight/object-name";
import { foreignFields, type Path, textOf, valueOf } from "../drift/managed-fields";
import { identityOf } from "../drift/strangers";
import type { DeclaredProgram } from "./declared-program";

/** A declared object and how it stands. */
export interface Surveyed {
  /** As `Kind namespace/name`. */
  readonly name: string;
  /**
   * `absent`: it will be created. `same`: nothing would change. `different`: what would change, and what stays undeclared, is listed. `in the way`: an update
   * would stop there.
   */
  readonly state: "absent" | "same" | "different" | "in the way";
  /** Undefined where it is absent. */
  readonly standing?: Standing | undefined;
  /** Fields that others set and nobody declares, and by whom: they stay, such as a second container. */
  readonly kept: readonly string[];
  /** Why it is in the way, and the ways out. */
  readonly obstacles: readonly ConfigProblem[];
  /** Whether it is somebody else's that is patched by force, and not adopted. */
  readonly isPatched: boolean;
  /** Whether it stands, isn't the stack's, and isn't listed under `gx:adopt`: the preflight refuses that. */
  readonly isUnlisted: boolean;
}

/** Keys in which kubectl and the API server keep notes of their own. */
const NOTES: ReadonlySet<unknown> = new Set([
  "kubectl.kubernetes.io/last-applied-configuration",
  "kubernetes.io/metadata.name",
]);
/** Defaults of the API server (Kubernetes API reference, 1.34), by the field's name. */
const FILLED_IN: Readonly<Record<string, readonly unknown[]>> = {
  dnsPolicy: ["ClusterFirst"],
  imagePullPolicy: ["IfNotPresent", "Always"],
  internalTrafficPolicy: ["Cluster"],
  partition: [0],
  protocol: ["TCP"],
  restartPolicy: ["Always"],
  schedulerName: ["default-scheduler"],
  sessionAffinity: ["None"],
  terminationGracePeriodSeconds: [30],
  terminationMessagePath: ["/dev/termination-log"],
  terminationMessagePolicy: ["File"],
  type: ["ClusterIP", "Opaque"],
};
/** Objects that are asked for at once. */
const AT_ONCE = 16;

/** Compares each declared object with the cluster. Changes nothing. */
export async function survey(
  environment: EnvironmentSpec,
  { objects, patched }: DeclaredProgram,
  cluster: Pick<ClusterReader, "read" | "tryApply">,
): Promise<readonly Surveyed[]> {
  const wanted = [
    ...objects.map((whole) => ({ whole, isPatched: false })),
    ...patched.map((whole) => ({ whole, isPatched: true })),
  ];
  const found: Surveyed[] = [];
  for (let start = 0; start < wanted.length; start += AT_ONCE) {
    const some = wanted.slice(start, start + AT_ONCE);
    found.push(
      ...(await Promise.all(some.map(({ whole, isPatched }) => surveyed(environment, whole, isPatched, cluster)))),
    );
  }
  return found.sort((a, b) => (a.name < b.name ? -1 : 1));
}

async function surveyed(
  environment: EnvironmentSpec,
  whole: DeclaredWhole,
  isPatched: boolean,
  cluster: Pick<ClusterReader, "read" | "tryApply">,
): Promise<Surveyed> {
  const name = describeObject(whole.object);
  const standing = await compareWithLive(whole, environment.name, cluster);
  if (standing === undefined) return { name, state: "absent", kept: [], obstacles: [], isPatched, isUnlisted: false };
  const isForced = isPatched || environment.adoptByForce.includes(name);
  const obstacles = obstaclesOf(name, standing, isForced);
  // Of somebody else's object, all but what is patched is theirs by right.
  const kept = isPatched ? [] : keptFields(standing, whole);
  const isChanged = standing.differences.length + kept.length > 0;
  return {
    name,
    state: obstacles.length > 0 ? "in the way" : isChanged ? "different" : "same",
    standing,
    kept,
    obstacles,
    isPatched,
    isUnlisted: !isPatched && standing.owner !== environment.name && !environment.adopt.includes(name),
  };
}

/** Without what the API server fills in, which counts as set by whoever made the object, and what kubectl notes for itself. */
function keptFields({ live, unknown }: Standing, { props }: DeclaredWhole): readonly string[] {
  const isDefault = (path: Path) => {
    const last = path.at(-1);
    return typeof last === "string" && (FILLED_IN[last] ?? []).includes(valueOf(live, path));
  };
  return foreignFields(live, knownFields(props).fields)
    .filter(({ isDeclared, path }) => !isDeclared && !isDefault(path) && !NOTES.has(path.at(-1)))
    .filter(({ path: [first] }) => typeof first !== "string" || !unknown.includes(first))
    .map(({ path, manager }) => `${textOf(path)} (${manager})`);
}

/** `identityOf` each declared object, so that all others are unknown ones. */
export function identitiesOf({ objects, patched }: DeclaredProgram): ReadonlySet<string> {
  return new Set(
    [...objects, ...patched].map(({ object: { apiVersion, kind, namespace = "", name } }) => {
      const group = apiVersion.includes("/") ? (apiVersion.split("/")[0] ?? "") : "";
      return identityOf({ group, kind, namespace, name });
    }),
  );
}
