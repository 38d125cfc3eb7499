import { join } from "node:path";

import type { LabLayout } from "../layout";
import { type Client, CLUSTER_AUTHORITY, ETCD_AUTHORITY, readPair } from "../pki";
import { type PortName, type Ports } from "../ports";
import type { Endpoint } from "../probe";
import type { LabTool } from "../tools";
import type { Attempt } from "../wait";

/** The processes of a lab, in the order they start; they stop in the opposite order. */
export const PART_NAMES = [
  "etcd",
  "api-server",
  "controller-manager",
  "scheduler",
  "volume-provisioner",
  "kwok",
] as const;
/** One of {@link PART_NAMES}. */
export type PartName = (typeof PART_NAMES)[number];

/** What a part is made from. */
export interface PartContext {
  readonly layout: LabLayout;
  readonly ports: Ports;
  /**
   * That nodes of their own addresses call, in a network that is the lab's alone, and where pods are told that the API
   * server is. @default simulated ones
   */
  readonly realNodes?: { readonly apiAddress: string };
}

/** One process of a lab. */
export interface Part {
  readonly name: PartName;
  readonly tool: LabTool;
  readonly arguments: readonly string[];
  /** The ports it listens on. */
  readonly listensOn: readonly PortName[];
  /** Whether it does its work; in words what is missing. */
  isReady(): Promise<Attempt>;
}

/** The path of a file in the lab's PKI folder. */
export function pkiFile(context: PartContext, file: string): string {
  return join(context.layout.pkiFolder, file);
}

/** The path of a client's kubeconfig. */
export function clientKubeconfig(layout: LabLayout, client: Exclude<Client, "admin"> | `node-${string}`): string {
  return join(layout.kubeconfigsFolder, client);
}

/** A listener under the cluster's authority, called as `client`, or anonymously. */
export function clusterEndpoint(context: PartContext, port: PortName, path: string, client?: Client): Endpoint {
  const { layout, ports } = context;
  return {
    port: ports[port],
    path,
    authority: readPair(layout.pkiFolder, CLUSTER_AUTHORITY).certificate,
    ...(client && { client: readPair(layout.pkiFolder, client) }),
  };
}

/** etcd's client listener, called as the API server calls it. */
export function etcdEndpoint(context: PartContext, path: string): Endpoint {
  const { layout, ports } = context;
  return {
    port: ports["etcd-client"],
    path,
    authority: readPair(layout.pkiFolder, ETCD_AUTHORITY).certificate,
    client: readPair(layout.pkiFolder, "etcd-client"),
  };
}
