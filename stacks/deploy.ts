import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { IsolatedNamespace } from "../components/networking/isolated-namespace";
import { deleteInBackground } from "../components/shared/background-deletion";
import { type EnvironmentSpec, type NamespacePurpose, workloadsOf } from "./environment";
import { flowPeers } from "./flow-peers";
import { KUBERNETES_CLIENT } from "./kubernetes-client";
import { type StackOutputs, stackOutputs } from "./outputs";
import { type Hands, settingsIn, type SystemContext } from "./system";
import type { Workload } from "./workload";
import { shellArgs } from "./workload-shells";

/**
 * Composes an environment: what exists once for the cluster, the namespaces, then the systems in them, each below a
 * resource of its own.
 *
 * @param kubeconfigPath the kubeconfig, once the cluster behind it may be touched: no object is registered before
 */
export function deploy(environment: EnvironmentSpec, kubeconfigPath: pulumi.Input<string>): StackOutputs {
  pulumi.runtime.registerStackTransformation(deleteInBackground);
  const provider = new k8s.Provider("cluster", {
    kubeconfig: kubeconfigPath,
    context: environment.access.context,
    // A moved or renewed kubeconfig is the same cluster, not a reason to replace everything in it.
    clusterIdentifier: environment.access.identity,
    enableServerSideApply: true,
    enableConfigMapMutable: true,
    enableSecretMutable: true,
    kubeClientSettings: KUBERNETES_CLIENT,
  });
  const inCluster = { providers: { kubernetes: provider } };

  const deployed = new Map<string, unknown>();
  const outputs: Record<string, Readonly<Record<string, unknown>>> = {};
  const deploySystems = (
    isClusterScoped: boolean,
    context: Omit<SystemContext, "parent">,
    dependsOn: readonly pulumi.Resource[] = [],
  ) =>
    environment.systems
      .filter(({ system }) => (system.isClusterScoped ?? false) === isClusterScoped)
      .map(({ system, settings }) => {
        const parent = new SystemResource(system.name, { ...inCluster, dependsOn: [...dependsOn] });
        const { hands, outputs: own } = system.deploy(settings, { ...context, parent });
        deployed.set(system.name, hands);
        if (own) outputs[system.name] = own;
        return parent;
      });

  const handedBy = <Handed>({ name }: Hands<Handed>): Handed => {
    if (!deployed.has(name)) throw new Error(`system ${name} has handed nothing over: put it before its users`);
    return deployed.get(name) as Handed;
  };
  const workloads = workloadsOf(environment);
  const settingsOf = settingsIn(
    Object.fromEntries(environment.systems.map(({ system, settings }) => [system.name, settings])),
  );
  const common = { environment, workloads, settingsOf, handedBy };
  const none = () => {
    throw new Error("what is cluster-scoped comes before every namespace");
  };
  const clusterScoped = deploySystems(true, { ...common, namespace: none, shell: none });

  const namespaces = deployNamespaces(environment, { ...inCluster, dependsOn: clusterScoped });
  const namespace = (purpose: NamespacePurpose) => {
    const found = namespaces.get(purpose);
    if (!found) throw new Error(`environment ${environment.name} has no namespace for ${purpose}`);
    return found;
  };
  const flows = flowPeers(environment);
  const shell = (workload: Workload) => shellArgs(workload, environment, namespace(workload.namespace), flows);
  deploySystems(
    false,
    { ...common, namespace, shell },
    // What is below a system comes after it, and so after the namespaces.
    [...namespaces.values()].map(({ resource }) => resource),
  );
  return stackOutputs(environment, outputs);
}

/** Everything that a system registers hangs below one of these, so that a preview shows each system as one tree. */
class SystemResource extends pulumi.ComponentResource {
  constructor(name: string, opts: pulumi.ComponentResourceOptions) {
    super(`gx:${name}:System`, name, {}, opts);
    this.registerOutputs({});
  }
}

/** The namespaces by purpose. */
function deployNamespaces(
  environment: EnvironmentSpec,
  opts: pulumi.ComponentResourceOptions,
): ReadonlyMap<string, IsolatedNamespace> {
  return new Map(
    Object.entries(environment.namespaces).map(([purpose, { name, ...spec }]) => [
      purpose,
      new IsolatedNamespace(name, { namespace: name, ...spec, environment: environment.name }, opts),
    ]),
  );
}
