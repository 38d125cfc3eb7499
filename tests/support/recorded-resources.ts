import * as pulumi from "@pulumi/pulumi";

/** What the mocked engine hands out for every generated password; no record may hold it in the clear. */
export const MOCK_PASSWORD = "M0ckPassw0rdM0ckPassw0rdM0ckPass";

/** A resource as the program registered it. */
export interface RecordedResource {
  readonly type: string;
  readonly name: string;
  /** Name of the resource that owns it; absent at the top. */
  readonly parent?: string;
  /** Whether Pulumi refuses to delete it. */
  readonly protect: boolean;
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
  const resources: RecordedResource[] = [];
  await pulumi.runtime.setMocks(
    {
      newResource({ type, name, inputs, registerRequest }) {
        const parent = registerRequest?.getParent().split("::").at(3);
        const protect = registerRequest?.getProtect() ?? false;
        resources.push({ type, name, ...(parent && { parent }), protect, inputs: inputs as Record<string, unknown> });
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
  const result = program();
  await pulumi.runtime.disconnect();
  const key = ({ type, name }: RecordedResource) => `${type} ${name}`;
  return { result, resources: resources.sort((a, b) => (key(a) < key(b) ? -1 : 1)) };
}
