import * as pulumi from "@pulumi/pulumi";
import { type EnvironmentName, OWNER_STACK_LABEL } from "../../components/shared/labels";
import { checkAdopted } from "./adoption";
import type { ClusterReader } from "./cluster-reader";
import type { DeclaredWhole } from "./comparison";
import { describeObject } from "./object-name";
import { checkAdoption, checkOwnership, type DeclaredObject, declaredObject } from "./ownership";

/**
 * Guards every Kubernetes object that is registered from now on against taking over a foreign one of the same name. What
 * the program declares before the returned check is called is judged by that check, all in one refusal; what comes later
 * (rendered from a chart by a provider, named by an output, created in an `apply`) as it is registered, before it exists.
 *
 * Where objects may come later, an entry of `adopt` that isn't declared yet isn't refused: if it is misspelt, the object
 * that it was meant for is.
 *
 * That the engine calls a resource transform for a remote component's children, and creates nothing that one rejects, is shown
 * by tests/lifecycle/rendered-objects.test.ts: the mocked engine of the unit tests knows no such transforms.
 *
 * @param byForce those of the adopted objects whose fields are taken from whoever set them
 * @returns the check of all that is declared by then, to be awaited before the provider gets its kubeconfig; it gives a line for
 *   each object that is adopted
 * @throws Error where the engine knows no resource transforms
 */
export function guardOwnership(
  stack: EnvironmentName,
  adopt: readonly string[],
  cluster: ClusterReader,
  byForce: readonly string[] = [],
): () => Promise<readonly string[]> {
  const declared: DeclaredWhole[] = [];
  const reader = readingOnce(cluster);
  const checked = new Set<string>();
  let moreMayCome = false;
  pulumi.runtime.registerStackTransformation(({ type, props }) => {
    const object = declaredObject(type, props);
    if (object === "later") moreMayCome = true;
    else if (object) declared.push({ object, props });
    return undefined;
  });
  pulumi.runtime.registerResourceTransform((registration) =>
    guardRegistration(stack, adopt, reader, (object) => checked.has(keyOf(object)), registration),
  );
  return async () => {
    const objects = declared.map(({ object }) => object);
    objects.forEach((object) => checked.add(keyOf(object)));
    if (!moreMayCome) checkAdoption(stack, objects, adopt);
    await checkOwnership(stack, objects, adopt, cluster);
    return checkAdopted(stack, [...declared], adopt, byForce, cluster);
  };
}

/**
 * Judges an object that no earlier check has seen, and marks it as the stack's: a chart's objects don't carry our mark, so
 * the next update would take them for foreign. An object whose name is still unknown, in a preview, is marked only.
 *
 * The engine runs one transform at a time, so this must await nothing that waits for another registration.
 *
 * @param isChecked whether an earlier check has seen the object
 * @returns the marked properties; `undefined` where the registration stays as it is
 * @throws ConfigError as {@link checkOwnership} does; the engine then refuses the registration
 */
export async function guardRegistration(
  stack: EnvironmentName,
  adopt: readonly string[],
  cluster: Pick<ClusterReader, "list">,
  isChecked: (object: DeclaredObject) => boolean,
  { custom, type, props }: Pick<pulumi.ResourceTransformArgs, "custom" | "type" | "props">,
): Promise<pulumi.ResourceTransformResult | undefined> {
  if (!custom) return undefined;
  const registered = declaredObject(type, props);
  const object = registered === "later" ? declaredObject(type, await known(props)) : registered;
  if (object === undefined || (object !== "later" && isChecked(object))) return undefined;
  if (object !== "later") await checkOwnership(stack, [object], adopt, cluster);
  const metadata = marked(props.metadata as pulumi.Input<Metadata>, stack);
  // Without options: the SDK then hands the engine's own back. It would turn a `deleteBeforeReplace` that nobody set into
  // `false`, and a named object can't be created before the old one is gone.
  return { props: { ...props, metadata } } as unknown as pulumi.ResourceTransformResult;
}

/** The parts of an object's metadata that are touched. */
interface Metadata {
  readonly labels?: pulumi.Input<Readonly<Record<string, pulumi.Input<string>>>>;
}

/** Plain stays plain, part by part: a name that is still unknown must not take namespace and labels from the policies. */
function marked(metadata: pulumi.Input<Metadata>, stack: EnvironmentName): pulumi.Input<Metadata> {
  const withOwner = (labels: Readonly<Record<string, pulumi.Input<string>>> = {}) => ({
    ...labels,
    [OWNER_STACK_LABEL]: stack,
  });
  const isWhole = pulumi.Output.isInstance(metadata) || metadata instanceof Promise;
  if (isWhole) return pulumi.output(metadata).apply((plain) => ({ ...plain, labels: withOwner(plain.labels) }));
  const { labels } = metadata;
  const isPlain = !pulumi.Output.isInstance(labels) && !(labels instanceof Promise);
  return { ...metadata, labels: isPlain ? withOwner(labels) : pulumi.output(labels).apply(withOwner) };
}

/**
 * The metadata with what is known by now. Never waits for what isn't, as `apply` would: an update has unknown values too,
 * after a failure or with `--target`, and the engine would stand still.
 */
async function known(props: pulumi.Inputs): Promise<pulumi.Inputs> {
  const { metadata } = await pulumi.runtime.serializeProperties("metadata", { metadata: props.metadata });
  return { metadata: pulumi.runtime.unwrapRpcSecret(metadata) };
}

/** Each kind is listed once a run: of a chart's hundred objects, each would ask again. What this run creates is ours anyway. */
function readingOnce(cluster: ClusterReader): Pick<ClusterReader, "list"> {
  const lists = new Map<string, ReturnType<ClusterReader["list"]>>();
  return {
    list(kind) {
      const key = `${kind.apiVersion} ${kind.kind} ${kind.namespace ?? ""}`;
      const list = lists.get(key) ?? cluster.list(kind);
      lists.set(key, list);
      return list;
    },
  };
}

function keyOf(object: DeclaredObject): string {
  return `${object.apiVersion} ${describeObject(object)}`;
}
