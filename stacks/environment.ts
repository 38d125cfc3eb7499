import type { NamespaceAdoption } from "../components/networking/adoption";
import type { Privilege } from "../components/networking/isolated-namespace";
import type { NamespaceQuota } from "../components/networking/quota";
import type { EnvironmentFacts } from "../components/shared/environments";
import type { EnvironmentName } from "../components/shared/labels";
import type { Server } from "./inventory";
import type { System } from "./system";
import type { Workload } from "./workload";

/** Which cluster a stack deploys to, and how it knows that it is the right one. */
export interface ClusterAccess {
  /** Path of the kubeconfig file, as given. There is no default: an ambient kubeconfig is never used. */
  readonly kubeconfigPath: string;
  /** The context of that file; its `current-context` is never used. */
  readonly context: string;
  /** UID of the cluster's `kube-system` namespace: it outlives addresses, certificates and renamed contexts. */
  readonly identity: string;
}

/**
 * What a namespace is for: workloads name the purpose, the environment names the namespace. That for `hosts` takes pods that read files of
 * the servers themselves, and no others.
 */
export type NamespacePurpose = "backend" | "fabric" | "monitoring" | "hosts";

/** A namespace and what may run in it at most. */
export interface NamespaceSpec {
  readonly name: string;
  readonly quota: NamespaceQuota;
  /** What is withheld from it while it is being adopted; undefined for a namespace that has everything. */
  readonly adoption?: NamespaceAdoption | undefined;
  /** Why it takes pods that aren't restricted, and until when; undefined for a namespace that takes none. */
  readonly privileged?: Privilege | undefined;
}

/** What every system may know of the environment that it is deployed in. */
export interface EnvironmentFrame extends EnvironmentFacts {
  readonly name: EnvironmentName;
  readonly access: ClusterAccess;
  /** The estate's servers: the same for every environment. */
  readonly servers: readonly Server[];
  readonly namespaces: Readonly<Partial<Record<NamespacePurpose, NamespaceSpec>>>;
  /** Sections of the settings that hold a secret, somewhere: Pulumi doesn't say where. Nothing of them may be shown. */
  readonly secretSections: readonly string[];
  /** Same-named objects that this stack may take over although it did not create them, as `Kind namespace/name`. */
  readonly adopt: readonly string[];
  /** Those of {@link adopt} whose declared values win over values that others set. */
  readonly adoptByForce: readonly string[];
}

/** A system as an environment deploys it. */
export interface DeployedSystem {
  readonly system: System;
  /** Its section of the settings, as its own schema yields it. */
  readonly settings: unknown;
  readonly workloads: readonly Workload[];
}

/** One environment, whole: everything that is deployed derives from this value and the code, and from nothing else. */
export interface EnvironmentSpec extends EnvironmentFrame {
  /** In the order in which they are deployed. */
  readonly systems: readonly DeployedSystem[];
}

/** All workloads of an environment. */
export function workloadsOf({ systems }: Pick<EnvironmentSpec, "systems">): readonly Workload[] {
  return systems.flatMap(({ workloads }) => workloads);
}
