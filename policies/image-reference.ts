/** The parts of a container image's reference, as written. */
export interface ImageReference {
  /** Such as `docker.io` or `10.43.0.50:5000`; absent where the reference starts with the repository. */
  readonly registry?: string;
  /** Such as `library/postgres`. */
  readonly repository: string;
  readonly tag?: string;
  /** Such as `sha256:…`. */
  readonly digest?: string;
}

/** The reference grammar that container runtimes share (distribution/reference). */
const REFERENCE =
  /^(?<path>[a-z0-9A-Z.:_/-]+?)(?::(?<tag>\w[\w.-]{0,127}))?(?:@(?<digest>sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128}))?$/;
const REPOSITORY = /^[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*)*$/;

/** Takes a reference apart; undefined where it is none. */
export function parseImageReference(reference: string): ImageReference | undefined {
  const { path = "", tag, digest } = REFERENCE.exec(reference)?.groups ?? {};
  const [first = "", ...rest] = path.split("/");
  // What comes before the first slash is a host only where it looks like one: the rule of the Docker client.
  const registry = rest.length > 0 && (/[.:]/.test(first) || first === "localhost") ? first : undefined;
  const repository = registry === undefined ? path : rest.join("/");
  return REPOSITORY.test(repository) ? { registry, repository, tag, digest } : undefined;
}
