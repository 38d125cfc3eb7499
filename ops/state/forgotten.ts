import { z } from "zod";
import { RECORDED_IN } from "../../stacks/preflight/recorded-cluster";
import { UserError } from "../../toolchain/user-error";

/** Objects in a cluster, and the provider that leads to it. Components have no object; passwords are in the state alone. */
const OF_CLUSTER = /^(kubernetes:|pulumi:providers:kubernetes$)/;
const PROVIDER = "pulumi:providers:kubernetes";
const STACK = "pulumi:pulumi:Stack";

const fields = z.record(z.string(), z.unknown()).optional();
const EXPORTED = z.looseObject({
  deployment: z.looseObject({
    resources: z
      .array(
        z.looseObject({
          urn: z.string(),
          type: z.string(),
          custom: z.boolean().optional(),
          inputs: fields,
          outputs: fields,
          dependencies: z.array(z.string()).nullish(),
          propertyDependencies: z.record(z.string(), z.array(z.string()).nullish()).nullish(),
        }),
      )
      .nullish(),
  }),
});
type Exported = z.infer<typeof EXPORTED>;
type Resource = NonNullable<Exported["deployment"]["resources"]>[number];

/** What a state is without the cluster that its objects are in. */
export interface Forgotten {
  /** The UID of that cluster. */
  readonly cluster: string;
  /** How the state's provider reached it: a kubeconfig's path, as it was given, and a context. Undefined where it doesn't say. */
  readonly access: { readonly kubeconfigPath: string; readonly context: string } | undefined;
  /** How many objects are taken out. */
  readonly objects: number;
  /** How many of each kind stay that are more than a grouping of others, such as 23 by `RandomPassword`. */
  readonly kept: ReadonlyMap<string, number>;
  /** What to import: without the objects, the provider, and the record of which cluster it was. All else is as it was. */
  readonly state: object;
}

/**
 * What is left of a stack's state once its cluster is forgotten.
 *
 * @param exported what `pulumi stack export` printed, decoded
 * @param source what it is, for messages
 * @throws UserError where it has no objects of a cluster, or doesn't say of which, or is no state
 */
export function forgotten(exported: unknown, source: string): Forgotten {
  const parsed = EXPORTED.safeParse(exported);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new UserError(`${source} has another shape than expected (${issue?.path.join(".")}: ${issue?.message})`);
  }
  const all = parsed.data.deployment.resources ?? [];
  const [gone, left] = [all.filter(isOfCluster), all.filter((resource) => !isOfCluster(resource))];
  const objects = gone.filter(({ type }) => type !== PROVIDER).length;
  if (objects === 0) {
    throw new UserError(
      `${source} has no object of a cluster, so there is none to forget; see that PULUMI_BACKEND_URL names the place where its state is`,
    );
  }
  const provider = gone.find(({ type }) => type === PROVIDER)?.inputs ?? {};
  const cluster =
    text(all.find(({ type }) => type === STACK)?.outputs?.[RECORDED_IN]) ?? text(provider.clusterIdentifier);
  if (cluster === undefined) {
    throw new UserError(`${source} doesn't say which cluster its ${objects} objects are in: it isn't this program's`);
  }
  const [kubeconfigPath, context] = [text(provider.kubeconfig), text(provider.context)];
  const urns = new Set(gone.map(({ urn }) => urn));
  return {
    cluster,
    access: kubeconfigPath !== undefined && context !== undefined ? { kubeconfigPath, context } : undefined,
    objects,
    kept: countsOf(left.filter(({ type, custom }) => custom && !type.startsWith("pulumi:")).map(({ type }) => type)),
    state: {
      ...parsed.data,
      deployment: { ...parsed.data.deployment, resources: left.map((resource) => without(resource, urns)) },
    },
  };
}

function isOfCluster({ type }: Resource): boolean {
  return OF_CLUSTER.test(type);
}

/** A resource that says nothing of those that are gone: pulumi takes no state in which something depends on what isn't there. */
function without(resource: Resource, gone: ReadonlySet<string>): Resource {
  const there = (urns: readonly string[] | null | undefined) => (urns ?? []).filter((urn) => !gone.has(urn));
  const { dependencies, propertyDependencies, outputs, type } = resource;
  return {
    ...resource,
    ...(outputs && type === STACK && { outputs: withoutRecord(outputs) }),
    ...(dependencies && { dependencies: there(dependencies) }),
    ...(propertyDependencies && {
      propertyDependencies: Object.fromEntries(
        Object.entries(propertyDependencies).map(([property, urns]) => [property, there(urns)]),
      ),
    }),
  };
}

function withoutRecord(outputs: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(outputs).filter(([name]) => name !== RECORDED_IN));
}

function countsOf(types: readonly string[]): ReadonlyMap<string, number> {
  const kinds = types.map((type) => type.split(":").at(-1) ?? type);
  return new Map([...new Set(kinds)].map((kind) => [kind, kinds.filter((other) => other === kind).length]));
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
