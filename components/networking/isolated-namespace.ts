import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { environmentLabels, type EnvironmentName } from "../shared/labels";
import { podSecurityLabels } from "../shared/pod-security";
import { exceptionAnnotations, RESTRICTED_POD_SECURITY } from "../shared/exception-annotations";
import { adoptionAnnotations, type NamespaceAdoption } from "./adoption";
import { allowDns, defaultDeny } from "./network-policies";
import { defaultLimits, type NamespaceQuota, resourceQuota } from "./quota";

/** That a namespace takes pods which the restricted Pod Security Standard refuses. */
export interface Privilege {
  /** Why it has to, for reviewers. */
  readonly reason: string;
  /** The last day, as `YYYY-MM-DD` in UTC, before which it is looked at again. */
  readonly until: string;
}

/** Arguments of {@link IsolatedNamespace}. */
export interface IsolatedNamespaceArgs {
  /** The namespace's name in Kubernetes. */
  readonly namespace: string;
  readonly environment: EnvironmentName;
  readonly quota: NamespaceQuota;
  /** What is withheld while the namespace is being adopted. @default nothing */
  readonly adoption?: NamespaceAdoption | undefined;
  /** @default it enforces the standard */
  readonly privileged?: Privilege | undefined;
}

/**
 * A namespace that enforces the restricted Pod Security Standard, denies all traffic but DNS and has a quota. Deleting
 * it would delete everything inside, so it is protected. While it is being adopted, parts of that can be withheld; one that is
 * privileged takes any pod.
 */
export class IsolatedNamespace extends pulumi.ComponentResource {
  /** The namespace's name in Kubernetes, a plain value. */
  readonly name: string;
  /** The namespace itself: what stands in it depends on this alone, not on everything the component owns. */
  readonly resource: k8s.core.v1.Namespace;
  /** The policies that deny and permit by default: pods come after them. */
  readonly gates: readonly pulumi.Resource[];

  constructor(name: string, args: IsolatedNamespaceArgs, opts?: pulumi.ComponentResourceOptions) {
    super("gx:networking:IsolatedNamespace", name, {}, opts);
    const inside = { parent: this };
    const labels = environmentLabels(args.environment);
    const withheld = args.adoption?.withheld ?? [];
    const podSecurity = args.privileged
      ? podSecurityLabels(undefined, "privileged")
      : podSecurityLabels(withheld.includes("pod-security") ? ["audit", "warn"] : undefined);
    const annotations = args.privileged
      ? exceptionAnnotations(RESTRICTED_POD_SECURITY, args.privileged)
      : adoptionAnnotations(args.adoption);

    const namespace = new k8s.core.v1.Namespace(
      name,
      // The recorded policies select namespaces by the label `name`, so it stays.
      {
        metadata: {
          name: args.namespace,
          labels: { ...labels, name: args.namespace, ...podSecurity },
          ...(Object.keys(annotations).length > 0 && { annotations }),
        },
      },
      { ...inside, protect: true },
    );
    const gate = (policy: string, spec: k8s.types.input.networking.v1.NetworkPolicySpec) =>
      new k8s.networking.v1.NetworkPolicy(
        `${name}-${policy}`,
        { metadata: { name: policy, namespace: args.namespace, labels }, spec },
        { ...inside, dependsOn: namespace },
      );
    this.gates = [gate("default-deny-all", defaultDeny()), gate("allow-dns", allowDns())];
    if (!withheld.includes("limits")) {
      new k8s.core.v1.ResourceQuota(
        `${name}-quota`,
        { metadata: { name: "quota", namespace: args.namespace, labels }, spec: resourceQuota(args.quota) },
        { ...inside, dependsOn: namespace },
      );
      new k8s.core.v1.LimitRange(
        `${name}-limits`,
        { metadata: { name: "default-limits", namespace: args.namespace, labels }, spec: defaultLimits() },
        { ...inside, dependsOn: namespace },
      );
    }

    this.name = args.namespace;
    this.resource = namespace;
    this.registerOutputs({ namespace: namespace.metadata.name });
  }
}
