import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { ENVIRONMENT_LABEL, type EnvironmentName, ownerLabels } from "../shared/labels";
import { podSecurityLabels } from "../shared/pod-security";
import { allowDns, defaultDeny } from "./network-policies";

/** Arguments of {@link IsolatedNamespace}. */
export interface IsolatedNamespaceArgs {
  /** The namespace's name in Kubernetes. */
  readonly namespace: string;
  readonly environment: EnvironmentName;
}

/**
 * A namespace that enforces the restricted Pod Security Standard and denies all traffic but DNS. Deleting it would
 * delete everything inside, so it is protected.
 */
export class IsolatedNamespace extends pulumi.ComponentResource {
  /** The namespace's name, known once it exists. */
  readonly namespace: pulumi.Output<string>;

  constructor(name: string, args: IsolatedNamespaceArgs, opts?: pulumi.ComponentResourceOptions) {
    super("gx:networking:IsolatedNamespace", name, {}, opts);
    const labels = { ...ownerLabels(args.environment), [ENVIRONMENT_LABEL]: args.environment };

    const namespace = new k8s.core.v1.Namespace(
      name,
      // The recorded policies select namespaces by the label `name`, so it stays.
      { metadata: { name: args.namespace, labels: { ...labels, name: args.namespace, ...podSecurityLabels() } } },
      { parent: this, protect: true },
    );
    for (const [policy, spec] of [
      ["default-deny-all", defaultDeny()],
      ["allow-dns", allowDns()],
    ] as const) {
      new k8s.networking.v1.NetworkPolicy(
        `${name}-${policy}`,
        { metadata: { name: policy, namespace: args.namespace, labels }, spec },
        { parent: this, dependsOn: namespace },
      );
    }

    this.namespace = namespace.metadata.name;
    this.registerOutputs({ namespace: this.namespace });
  }
}
