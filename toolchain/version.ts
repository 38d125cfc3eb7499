/** A release number as tools print it. `preRelease` is what follows the dash (`rc.1`), empty for a release. */
export interface Version {
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
  readonly preRelease: string;
}

/** Decides whether a version found on the machine may be used in place of the pinned one. */
export interface SuitabilityRule {
  /** Completes "needs …" in messages; `pinned` is the version of this repository. */
  describe(pinned: string): string;
  accepts(found: Version, pinned: Version): boolean;
}

/** The first `MAJOR.MINOR.PATCH` in a text (such as the output of `--version`), or undefined where there is none. */
export function findVersion(text: string): Version | undefined {
  const match = /(?<![\d.])v?(\d+)\.(\d+)\.(\d+)(?:-([0-9A-Za-z.-]+))?/.exec(text);
  if (!match) return undefined;
  const [, major, minor, patch, preRelease = ""] = match;
  return { major: Number(major), minor: Number(minor), patch: Number(patch), preRelease };
}

/** As {@link findVersion}, for a pinned version: a text without one is a mistake in this repository. */
export function pinnedVersion(text: string): Version {
  const version = findVersion(text);
  if (!version) throw new Error(`not a version: ${JSON.stringify(text)}`);
  return version;
}

/** `1.34.1`, with its pre-release where it has one. */
export function formatVersion({ major, minor, patch, preRelease }: Version): string {
  return `${major}.${minor}.${patch}${preRelease && `-${preRelease}`}`;
}

/** The pinned version and no other: the engine and the providers, whose behaviour belongs to the npm package of the same version. */
export const exactly: SuitabilityRule = {
  describe: (pinned) => `exactly ${pinned}`,
  accepts: (found, pinned) => formatVersion(found) === formatVersion(pinned),
};

/** The same major and not older: Go keeps what it promised. */
export const sameMajorAtLeast: SuitabilityRule = {
  describe: (pinned) => `the same major and at least ${pinned}`,
  accepts: (found, pinned) => found.major === pinned.major && compare(found, pinned) >= 0,
};

/** The same minor, any release of it: what Kubernetes and etcd keep compatible without any skew to think of. */
export const sameMinor: SuitabilityRule = {
  describe: (pinned) => `the same minor release as ${pinned}`,
  accepts: (found, pinned) => found.major === pinned.major && found.minor === pinned.minor && found.preRelease === "",
};

/** One minor older or newer: the skew that kubectl supports (kubernetes.io/releases/version-skew-policy). */
export const withinOneMinor: SuitabilityRule = {
  describe: (pinned) => `within one minor release of ${pinned}`,
  accepts: (found, pinned) => found.major === pinned.major && Math.abs(found.minor - pinned.minor) <= 1,
};

/** Negative where `a` is older. A pre-release is older than its release. */
function compare(a: Version, b: Version): number {
  return (
    a.major - b.major ||
    a.minor - b.minor ||
    a.patch - b.patch ||
    Number(a.preRelease === "") - Number(b.preRelease === "")
  );
}
