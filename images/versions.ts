import { UserError } from "../toolchain/user-error";

/** Versions by name. */
export type Versions = Readonly<Record<string, string>>;

/** What a smoke test printed of versions: lines "version NAME VERSION". */
export function toldVersions(output: string): Versions {
  return Object.fromEntries(
    [...output.matchAll(/^version (\S+) (\S+)$/gm)].map(([, name, version]) => [name, version]),
  );
}

/**
 * Says how the versions in an image differ from those that its tag stands for; empty where they don't. Debian moves on within a
 * major version: an image of today holds a newer one and works as well, but isn't the tag's.
 * @throws UserError where one is missing, older or of another major version: such an image isn't the declared one at all
 */
export function newerThanDeclared(declared: Versions, built: Versions): readonly string[] {
  return Object.entries(declared).flatMap(([name, version]) => {
    const found = built[name];
    if (found === version) return [];
    if (found === undefined || !isNewer(found, version)) {
      throw new UserError(`the image holds ${name} ${found ?? "of no version"}, and image.ts declares ${version}`);
    }
    return [`${name} is ${found}, and image.ts declares ${version}`];
  });
}

function isNewer(found: string, declared: string): boolean {
  const [a = [], b = []] = [found, declared].map((version) => version.split(".").map(Number));
  if (a[0] !== b[0]) return false;
  const place = b.findIndex((part, index) => part !== a[index]);
  return (a[place] ?? 0) > (b[place] ?? 0);
}
