import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { ClusterLayer } from "../components/cluster/cluster-layer";
import { MAINNET_SERVICE_PRIORITY, TESTNET_PRIORITY } from "../components/cluster/priority-classes";
import { IsolatedNamespace } from "../components/networking/isolated-namespace";
import { WorkloadPolicies } from "../components/networking/workload-policies";
import { BackendService } from "../components/services/backend-service";
import { imageReference } from "../components/shared/images";
import type { EnvironmentSpec } from "./environment";
import { KUBERNETES_CLIENT } from "./kubernetes-client";
import { type StackOutputs, stackOutputs } from "./outputs";
import { environmentFlows } from "./resolve-flows";
import { clusterMembers } from "./topology";
import { WORKLOADS } from "./workloads";

/**
 * Composes an environment in layers: the cluster's own, then namespaces, flows and workloads.
 *
 * @param kubeconfigPath the kubeconfig, once the cluster behind it may be touched: no object is registered before
 */
export function deploy(environment: EnvironmentSpec, kubeconfigPath: pulumi.Input<string>): StackOutputs {
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

  const clusterLayer = deployClusterLayer(environment, inCluster);
  const namespaces = deployNamespaces(environment, { ...inCluster, dependsOn: clusterLayer });
  const flows = new WorkloadPolicies(
    "flows",
    { environment: environment.name, workloads: environmentFlows(environment) },
    { ...inCluster, dependsOn: [...namespaces.values()].map((namespace) => namespace.resource) },
  );
  const addresses = deployServices(environment, namespaces, flows, inCluster);
  return stackOutputs(environment, addresses);
}

function deployClusterLayer(environment: EnvironmentSpec, opts: pulumi.ComponentResourceOptions): ClusterLayer[] {
  if (!environment.clusterLayer) return [];
  return [
    new ClusterLayer(
      "cluster-layer",
      {
        owner: environment.name,
        nodes: clusterMembers(environment.servers),
        coreDnsReplicas: environment.clusterLayer.coreDnsReplicas,
      },
      opts,
    ),
  ];
}

/** The namespaces by name. */
function deployNamespaces(
  environment: EnvironmentSpec,
  opts: pulumi.ComponentResourceOptions,
): ReadonlyMap<string, IsolatedNamespace> {
  return new Map(
    Object.values(environment.namespaces).map(({ name, quota }) => [
      name,
      new IsolatedNamespace(name, { namespace: name, quota, environment: environment.name }, opts),
    ]),
  );
}

function deployServices(
  environment: EnvironmentSpec,
  namespaces: ReadonlyMap<string, IsolatedNamespace>,
  flows: WorkloadPolicies,
  opts: pulumi.ComponentResourceOptions,
): ReadonlyMap<string, pulumi.Output<string>> {
  const backend = environment.namespaces.backend.name;
  const database = {
    writeHost: `postgres-primary.${backend}.svc`,
    readHost: `postgres-replica.${backend}.svc`,
    port: WORKLOADS.postgres.ports.sql,
  };
  return new Map(
    environment.services.flatMap((spec) => {
      const { purpose, component, ports } = WORKLOADS[spec.name];
      const namespace = environment.namespaces[purpose].name;
      const isolated = namespaces.get(namespace);
      const service = new BackendService(
        spec.name,
        {
          environment: environment.name,
          namespace,
          component,
          replicas: spec.replicas,
          image: imageReference(spec.image),
          httpPort: ports.http,
          nodeRole: environment.nodeRole,
          priorityClassName: environment.name === "mainnet" ? MAINNET_SERVICE_PRIORITY : TESTNET_PRIORITY,
          resources: spec.resources,
          settings: spec.settings,
          exposed: component === "api",
          database,
          gates: [...(isolated?.gates ?? []), ...(flows.byWorkload.get(spec.name) ?? [])],
        },
        { ...opts, ...(isolated && { dependsOn: isolated.resource }) },
      );
      return service.address ? [[spec.name, service.address] as const] : [];
    }),
  );
}
