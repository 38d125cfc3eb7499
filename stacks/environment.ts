import type { EnvironmentName, NodeRole } from "../components/shared/labels";
import type { ImageName } from "../components/shared/images";
import type { Server, ServerName } from "./inventory";
import type { ServiceName } from "./workloads";

/** Which cluster a stack deploys to, and how it knows that it is the right one. */
export interface ClusterAccess {
  /** Path of the kubeconfig file, as given. There is no default: an ambient kubeconfig is never used. */
  readonly kubeconfigPath: string;
  /** The context of that file; its `current-context` is never used. */
  readonly context: string;
  /** UID of the cluster's `kube-system` namespace: it outlives addresses, certificates and renamed contexts. */
  readonly identity: string;
}

/** What exists once for the cluster and belongs to mainnet's stack. */
export interface ClusterLayerSpec {
  /** The server K3s was started on with `--cluster-init`. */
  readonly initServer: ServerName;
  /** At least 3, one a node at most (G11). */
  readonly coreDnsReplicas: number;
}

/** What a namespace is for: flows and workloads name the purpose, the environment names the namespace. */
export type NamespacePurpose = "backend" | "fabric" | "monitoring";

/** A namespace and what may run in it at most. */
export interface NamespaceSpec {
  readonly name: string;
  readonly quota: QuotaSpec;
}

/** What all pods of a namespace may ask for together. */
export interface QuotaSpec {
  readonly cpuRequestMillicores: number;
  readonly memoryRequestMebibytes: number;
  readonly memoryLimitMebibytes: number;
  readonly pods: number;
}

/** Requests and limits of one container. */
export interface ResourceSpec {
  readonly cpuRequestMillicores: number;
  readonly cpuLimitMillicores: number;
  readonly memoryRequestMebibytes: number;
  readonly memoryLimitMebibytes: number;
}

/** One backend service of an environment. */
export interface ServiceSpec {
  readonly name: ServiceName;
  readonly replicas: number;
  readonly image: ImageName;
  readonly resources: ResourceSpec;
  /** Plain settings, by name of the environment variable. */
  readonly settings: Readonly<Record<string, string>>;
}

/** One environment, whole: everything that is deployed derives from this value and the code, and from nothing else. */
export interface EnvironmentSpec {
  readonly name: EnvironmentName;
  readonly access: ClusterAccess;
  /** The estate's servers: the same for every environment. */
  readonly servers: readonly Server[];
  /** Nodes with this role take the environment's workloads. */
  readonly nodeRole: NodeRole;
  /** Present in the one environment that owns what is cluster-scoped. */
  readonly clusterLayer?: ClusterLayerSpec;
  /** Monitoring is mainnet's alone: nothing of mainnet's calls into testnet. */
  readonly namespaces: Readonly<Record<"backend" | "fabric", NamespaceSpec>> & { readonly monitoring?: NamespaceSpec };
  readonly services: readonly ServiceSpec[];
  /** Same-named objects that this stack may take over although it did not create them, as `Kind namespace/name`. */
  readonly adopt: readonly string[];
}
