import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { ClusterLayer } from "../components/cluster/cluster-layer";
import { MAINNET_SERVICE_PRIORITY, TESTNET_PRIORITY } from "../components/cluster/priority-classes";
import { IsolatedNamespace } from "../components/networking/isolated-namespace";
import { BackendService } from "../components/services/backend-service";
import { imageReference } from "../components/shared/images";
import type { EnvironmentSpec } from "./environment";
import { type StackOutputs, stackOutputs } from "./outputs";
import { flowsOf } from "./resolve-flows";
import { clusterMembers } from "./topology";
import { WORKLOADS } from "./workloads";

/**
 * Composes an environment in layers: the cluster's own, then namespaces, then workloads.
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
  });
  const inCluster = { providers: { kubernetes: provider } };

  const clusterLayer = deployClusterLayer(environment, inCluster);
  const namespaces = deployNamespaces(environment, { ...inCluster, dependsOn: clusterLayer });
  const addresses = deployServices(environment, { ...inCluster, dependsOn: namespaces });
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

function deployNamespaces(environment: EnvironmentSpec, opts: pulumi.ComponentResourceOptions): IsolatedNamespace[] {
  return Object.values(environment.namespaces).map(
    (namespace) => new IsolatedNamespace(namespace, { namespace, environment: environment.name }, opts),
  );
}

function deployServices(
  environment: EnvironmentSpec,
  opts: pulumi.ComponentResourceOptions,
): ReadonlyMap<string, pulumi.Output<string>> {
  const { namespaces, nodeRole } = environment;
  return new Map(
    environment.services.map((spec) => {
      const workload = WORKLOADS[spec.name];
      const service = new BackendService(
        spec.name,
        {
          environment: environment.name,
          namespace: namespaces[workload.purpose],
          component: workload.component,
          replicas: spec.replicas,
          image: imageReference(spec.image),
          httpPort: workload.ports.http,
          nodeRole,
          priorityClassName: environment.name === "mainnet" ? MAINNET_SERVICE_PRIORITY : TESTNET_PRIORITY,
          resources: spec.resources,
          database: { host: `postgres-primary.${namespaces.backend}.svc`, port: WORKLOADS.postgres.ports.sql },
          ...flowsOf(spec.name, namespaces),
        },
        opts,
      );
      return [spec.name, service.address];
    }),
  );
}
