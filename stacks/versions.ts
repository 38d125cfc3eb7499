import type { ImageName } from "../components/shared/images";
import type { ServiceName } from "./workloads";

/**
 * Every image that the program deploys and every tool that it runs on, once.
 *
 * Images: a registry, a repository and a version tag, with a digest where one can be known. No digest of the GX Coin images
 * is recorded in the sources, so those carry a tag only. What the lab plays of K3s' own images stands beside it, in lab/addons.
 */

const gxProtocol = (name: string, tag: string) =>
  ({ registry: "docker.io", repository: `gx-protocol/${name}`, tag }) as const satisfies ImageName;

/**
 * Images of the backend services. Recorded as good are 2.0.6 of governance, loanpool and organization, and 2.0.8 of
 * outbox-submitter. For the others no good tag is stated: they name 2.0.6, the release of their siblings that ran
 * healthily; start each once by hand before the first `up`.
 */
export const IMAGES = {
  "svc-admin": gxProtocol("svc-admin", "2.0.6"),
  "svc-identity": gxProtocol("svc-identity", "2.0.6"),
  "svc-governance": gxProtocol("svc-governance", "2.0.6"),
  "svc-loanpool": gxProtocol("svc-loanpool", "2.0.6"),
  "svc-organization": gxProtocol("svc-organization", "2.0.6"),
  "svc-tax": gxProtocol("svc-tax", "2.0.6"),
  "svc-tokenomics": gxProtocol("svc-tokenomics", "2.0.6"),
  "outbox-submitter": gxProtocol("outbox-submitter", "2.0.8"),
  projector: gxProtocol("projector", "2.0.6"),
} as const satisfies Record<ServiceName, ImageName>;

/** An image that must never run, and why. */
export interface DeniedImage {
  /** Matches the repository without its registry. */
  readonly repositoryPattern: RegExp;
  readonly tag: string;
  readonly reason: string;
}

/** Images that must never run again (G09: built without `prisma generate`, so the Prisma client fails at start). */
export const DENIED_IMAGES: readonly DeniedImage[] = [
  {
    repositoryPattern: /^gx-protocol\//,
    tag: "2.1.0",
    reason: "built without the Prisma client, crashes at start (G09)",
  },
];

/** What the embedded lab and the deployment itself run on. Plugin versions equal the npm package's of the same name. */
export const TOOL_VERSIONS = {
  pulumi: "3.246.0",
  "pulumi-resource-kubernetes": "4.25.0",
  "pulumi-resource-random": "4.21.2",
  "pulumi-resource-command": "1.2.1",
  kubernetes: "1.34.1",
  etcd: "3.6.4",
  kwok: "0.8.0",
  "local-path-provisioner": "0.0.30",
  actionlint: "1.7.12",
} as const;
