import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { disruptionBudget, minAvailableOf } from "../availability/disruption-budget";
import { allowEgress, allowIngress, type FlowPeer } from "../networking/network-policies";
import { type EnvironmentName, type NodeRole, selectorLabels, workloadLabels } from "../shared/labels";
import { DatabaseLogin } from "./database-login";
import { serviceDeployment, type ServiceDeploymentArgs } from "./deployment";

/** Arguments of {@link BackendService}. */
export interface BackendServiceArgs {
  readonly environment: EnvironmentName;
  readonly namespace: string;
  /** Part in the system, the component label. */
  readonly component: string;
  readonly replicas: number;
  readonly image: string;
  readonly httpPort: number;
  readonly nodeRole: NodeRole;
  readonly priorityClassName: string;
  readonly resources: ServiceDeploymentArgs["resources"];
  /** Where the writable database endpoint is. */
  readonly database: { readonly host: string; readonly port: number };
  /** Who may call the service, and whom it may call. */
  readonly callers: readonly FlowPeer[];
  readonly callees: readonly FlowPeer[];
}

/** One stateless API service: pods, address, identity, database login, disruption budget and permitted flows. */
export class BackendService extends pulumi.ComponentResource {
  /** `host:port` inside the cluster. */
  readonly address: pulumi.Output<string>;

  constructor(name: string, args: BackendServiceArgs, opts?: pulumi.ComponentResourceOptions) {
    super("gx:services:BackendService", name, {}, opts);
    const child = { parent: this };
    const selector = selectorLabels(name);
    const labels = workloadLabels(name, args.component, args.environment);
    const metadata = { name, namespace: args.namespace, labels };

    const account = new k8s.core.v1.ServiceAccount(
      `${name}-account`,
      { metadata, automountServiceAccountToken: false },
      child,
    );
    const login = new DatabaseLogin(
      `${name}-database`,
      { workload: name, namespace: args.namespace, labels, ...args.database },
      child,
    );
    const policies = [
      ...(args.callers.length > 0 ? [["ingress", allowIngress(selector, args.callers)] as const] : []),
      ...(args.callees.length > 0 ? [["egress", allowEgress(selector, args.callees)] as const] : []),
    ].map(
      ([direction, spec]) =>
        new k8s.networking.v1.NetworkPolicy(
          `${name}-${direction}`,
          { metadata: { ...metadata, name: `${name}-${direction}` }, spec },
          child,
        ),
    );
    const minAvailable = minAvailableOf(args.replicas);
    if (minAvailable !== undefined) {
      new k8s.policy.v1.PodDisruptionBudget(
        `${name}-budget`,
        { metadata, spec: disruptionBudget(selector, minAvailable) },
        child,
      );
    }
    const service = new k8s.core.v1.Service(
      `${name}-service`,
      {
        metadata,
        spec: { selector: { ...selector }, ports: [{ name: "http", port: args.httpPort, targetPort: "http" }] },
      },
      child,
    );
    new k8s.apps.v1.Deployment(
      `${name}-deployment`,
      {
        metadata,
        spec: serviceDeployment({
          ...args,
          selector,
          labels,
          serviceAccountName: account.metadata.name,
          databaseSecretName: login.secretName,
          credentialsChecksum: login.checksum,
        }),
      },
      // A pod that starts before its flows are open fails its first probes.
      { ...child, dependsOn: policies },
    );

    this.address = pulumi.interpolate`${service.metadata.name}.${args.namespace}.svc:${args.httpPort}`;
    this.registerOutputs({ address: this.address });
  }
}
