import * as pulumi from "@pulumi/pulumi";
import { keysOf } from "../../components/objectstore/keys";
import { passwordsOf } from "../../components/redis/passwords";

/** What the mocked engine hands out for every generated password; no record may hold it in the clear. */
export const MOCK_PASSWORD = "M0ckPassw0rdM0ckPassw0rdM0ckPass";

/** How keys and verifiers begin that follow from a generated password, and those of redis and the object store whole. */
const DERIVED_SECRETS = [
  "-----BEGIN PRIVATE KEY-----",
  "SCRAM-SHA-256$",
  ...[1, 2].flatMap((generation) => {
    const { rootSecret, buckets } = keysOf(MOCK_PASSWORD, generation, ["postgres-backup"]);
    const accounts = Object.values(buckets).flatMap(({ known }) => known);
    return [
      ...Object.values(passwordsOf(MOCK_PASSWORD, generation).current),
      rootSecret,
      ...accounts.map(({ secretAccessKey }) => secretAccessKey),
    ];
  }),
];

/** Whether the generated password, or a secret that follows from it, stands anywhere in a value, in the clear or in base64. */
export function holdsPassword(value: unknown): boolean {
  if (typeof value === "string") {
    return [value, Buffer.from(value, "base64").toString()].some((text) =>
      [MOCK_PASSWORD, ...DERIVED_SECRETS].some((secret) => text.includes(secret)),
    );
  }
  return typeof value === "object" && value !== null && Object.values(value).some(holdsPassword);
}

/** A resource as the program registered it. */
export interface RecordedResource {
  readonly type: string;
  readonly name: string;
  /** Whether Pulumi refuses to delete it. */
  readonly protect: boolean;
  /** Type and name of the resource that owns it; absent at the top. */
  readonly parent?: string;
  /** Types and names of what it comes after, besides what its inputs refer to; absent where there is none. */
  readonly dependsOn?: readonly string[];
  readonly inputs: Readonly<Record<string, unknown>>;
}

/**
 * Runs `program` against a mocked engine and returns what it registered, sorted by type and name.
 *
 * Calls to provider functions throw: the program makes none, and an unnoticed one would be a hidden read of the world.
 * Does not prove that any of it is valid Kubernetes: the control-plane tests do.
 */
export async function recordResources<T>(
  program: () => T,
): Promise<{ readonly result: T; readonly resources: readonly RecordedResource[] }> {
  const inputsOf = new Map<string, Record<string, unknown>>();
  await pulumi.runtime.setMocks(
    {
      newResource({ type, name, inputs }) {
        inputsOf.set(`${type} ${name}`, inputs as Record<string, unknown>);
        const generated = type === "random:index/randomPassword:RandomPassword" ? { result: MOCK_PASSWORD } : {};
        return { id: `${name}-id`, state: { ...inputs, ...generated } };
      },
      call({ token }) {
        throw new Error(`unexpected call of ${token}`);
      },
    },
    "gx",
    "test",
    false,
  );

  const options = new Map<string, Pick<RecordedResource, "protect" | "parent" | "dependsOn">>();
  const names = new Map<pulumi.Resource, string>();
  let result: T | undefined;
  await pulumi.runtime.runInPulumiStack(async () => {
    pulumi.runtime.registerStackTransformation(({ resource, type, name, opts }) => {
      const parent = opts.parent && names.get(opts.parent);
      names.set(resource, `${type} ${name}`);
      const dependsOn = [opts.dependsOn ?? []].flat().map((other) => names.get(other as pulumi.Resource) ?? "unknown");
      options.set(`${type} ${name}`, {
        protect: opts.protect ?? false,
        ...(parent && { parent }),
        ...(dependsOn.length > 0 && { dependsOn: dependsOn.sort() }),
      });
      return undefined;
    });
    result = program();
    return {};
  });
  await pulumi.runtime.disconnect();

  const resources = [...options.keys()].sort().map((key): RecordedResource => {
    const [type = "", name = ""] = key.split(" ");
    return { type, name, ...options.get(key)!, inputs: inputsOf.get(key) ?? {} };
  });
  return { result: result as T, resources };
}
