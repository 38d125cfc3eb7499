/** The parts of an image's name. */
export interface ImageName {
  readonly registry: string;
  readonly repository: string;
  readonly tag: string;
  /** `sha256:…`, where one is known. */
  readonly digest?: string;
}

/** The reference a container names: registry-qualified and versioned always, pinned by digest where one is known (G10). */
export function imageReference({ registry, repository, tag, digest }: ImageName): string {
  return `${registry}/${repository}:${tag}${digest === undefined ? "" : `@${digest}`}`;
}
