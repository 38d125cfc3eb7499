import type { LiveObject } from "./cluster-reader";

/** What is read of an API server's answer: of a list, of a group's discovery, or of `/version`. */
export interface ApiAnswer {
  readonly items?: readonly ApiItem[];
  readonly resources?: readonly { readonly name: string; readonly kind: string }[];
  readonly gitVersion?: string;
}

interface ApiItem {
  readonly metadata: {
    readonly name: string;
    readonly uid: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  /** Of an EndpointSlice alone, as is what follows. */
  readonly addressType?: string;
  /** `null` in a slice without endpoints. */
  readonly endpoints?: readonly { readonly addresses: readonly string[] }[] | null;
}

/** The names that URLs use, by kind; without subresources. */
export function pluralsByKind(answer: ApiAnswer | undefined): ReadonlyMap<string, string> {
  const resources = answer?.resources ?? [];
  return new Map(resources.filter(({ name }) => !name.includes("/")).map(({ name, kind }) => [kind, name]));
}

/** The listed objects' metadata. */
export function objectsOf(answer: ApiAnswer | undefined): readonly LiveObject[] {
  return (answer?.items ?? []).map(({ metadata }) => ({
    name: metadata.name,
    uid: metadata.uid,
    labels: metadata.labels ?? {},
    annotations: metadata.annotations ?? {},
  }));
}

/** The IPv4 addresses of all listed EndpointSlices. */
export function addressesOf(answer: ApiAnswer | undefined): readonly string[] {
  return (answer?.items ?? [])
    .filter(({ addressType }) => addressType === "IPv4")
    .flatMap(({ endpoints }) => (endpoints ?? []).flatMap(({ addresses }) => addresses));
}
