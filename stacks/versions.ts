/** What runs nowhere, and what everything runs on. Each image that is deployed stands with its system. */

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
  "kube-router": "2.2.1",
  coredns: "1.12.3",
  actionlint: "1.7.12",
  versitygw: "1.8.0",
} as const;
