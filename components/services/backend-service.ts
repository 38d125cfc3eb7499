import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { disruptionBudget, minAvailableOf } from "../availability/disruption-budget";
import { type EnvironmentName, type NodeRole, selectorLabels, workloadLabels } from "../shared/labels";
import { type DatabaseEndpoints, DatabaseLogin } from "./database-login";
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
  /** Plain settings, by name of the environment variable. */
  readonly settings: Readonly<Record<string, string>>;
  /** Whether others call it. A service that nobody calls works alone: an update ends the old pod before the new one starts. */
  readonly exposed: boolean;
  /** Where the database's endpoints are. */
  readonly database: DatabaseEndpoints;
  /** What must stand before the first pod: a pod that starts before its flows are open fails its probes. */
  readonly gates: readonly pulumi.Resource[];
}

/** One stateless service: pods, identity, database login, disruption budget, and an address where others call it. */
export class BackendService extends pulumi.ComponentResource {
  /** `host:port` inside the cluster; absent where nobody calls it. */
  readonly address?: pulumi.Output<string>;

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
      { workload: name, namespace: args.namespace, labels, database: args.database },
      child,
    );
    const minAvailable = minAvailableOf(args.replicas);
    if (minAvailable !== undefined) {
      new k8s.policy.v1.PodDisruptionBudget(
        `${name}-budget`,
        { metadata, spec: disruptionBudget(selector, minAvailable) },
        child,
      );
    }
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
      { ...child, dependsOn: [...args.gates] },
    );
    if (args.exposed) {
      const service = new k8s.core.v1.Service(
        `${name}-service`,
        {
          metadata,
          spec: { selector: { ...selector }, ports: [{ name: "http", port: args.httpPort, targetPort: "http" }] },
        },
        child,
      );
      this.address = pulumi.interpolate`${service.metadata.name}.${args.namespace}.svc:${args.httpPort}`;
    }
    this.registerOutputs({ address: this.address });
  }
}
