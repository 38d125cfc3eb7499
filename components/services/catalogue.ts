import type { ImageName } from "../shared/images";

/**
 * Whether others call a service, or whether it moves events between database and ledger, one at a time and called by
 * nobody.
 */
export type ServiceKind = "api" | "worker";

/** A service that an environment may have. */
export interface CatalogueEntry {
  readonly kind: ServiceKind;
  readonly image: ImageName;
}

const gxProtocol = (name: string, tag: string): ImageName => ({
  registry: "docker.io",
  repository: `gx-protocol/${name}`,
  tag,
});

/**
 * A tag that nobody recorded as good: the release of the siblings that ran healthily. Start such an image once by hand
 * before the first `up`.
 */
const SUPPOSED_TAG = "2.0.6";

/**
 * The backend services by name. Recorded as good are 2.0.6 of governance, loanpool and organization, and 2.0.8 of
 * outbox-submitter. No digest of any is recorded.
 */
export const CATALOGUE: Readonly<Record<string, CatalogueEntry>> = {
  "svc-admin": { kind: "api", image: gxProtocol("svc-admin", SUPPOSED_TAG) },
  "svc-identity": { kind: "api", image: gxProtocol("svc-identity", SUPPOSED_TAG) },
  "svc-governance": { kind: "api", image: gxProtocol("svc-governance", "2.0.6") },
  "svc-loanpool": { kind: "api", image: gxProtocol("svc-loanpool", "2.0.6") },
  "svc-organization": { kind: "api", image: gxProtocol("svc-organization", "2.0.6") },
  "svc-tax": { kind: "api", image: gxProtocol("svc-tax", SUPPOSED_TAG) },
  "svc-tokenomics": { kind: "api", image: gxProtocol("svc-tokenomics", SUPPOSED_TAG) },
  "outbox-submitter": { kind: "worker", image: gxProtocol("outbox-submitter", "2.0.8") },
  projector: { kind: "worker", image: gxProtocol("projector", SUPPOSED_TAG) },
};
