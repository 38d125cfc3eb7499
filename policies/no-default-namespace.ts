import { namespaceOf, type KubernetesObject } from "./kubernetes-object";
import { is, objectPolicy, type Finding } from "./verdict";

/** Kubernetes' own kinds that live in no namespace. Of other kinds it can't be told, so they must name one. */
const CLUSTER_SCOPED_KINDS: ReadonlySet<string> = new Set([
  "APIService",
  "CertificateSigningRequest",
  "ClusterRole",
  "ClusterRoleBinding",
  "ClusterTrustBundle",
  "CSIDriver",
  "CSINode",
  "CustomResourceDefinition",
  "DeviceClass",
  "FlowSchema",
  "IngressClass",
  "MutatingAdmissionPolicy",
  "MutatingAdmissionPolicyBinding",
  "MutatingWebhookConfiguration",
  "Namespace",
  "Node",
  "PersistentVolume",
  "PriorityClass",
  "PriorityLevelConfiguration",
  "ResourceSlice",
  "RuntimeClass",
  "StorageClass",
  "ValidatingAdmissionPolicy",
  "ValidatingAdmissionPolicyBinding",
  "ValidatingWebhookConfiguration",
  "VolumeAttributesClass",
]);

/**
 * Every object that lives in a namespace names one, other than `default`: what is left out lands in whatever namespace a
 * kubeconfig happens to point at, and nothing closes `default`. Patches are exempt, as their objects belong to others.
 *
 * Severity: high. Source: CIS Kubernetes Benchmark 5.6.4.
 * Remedy: set metadata.namespace to one of the environment's.
 */
export const noDefaultNamespace = objectPolicy(
  {
    name: "no-default-namespace",
    description: "Every namespaced object names its namespace, and none lives in the default one.",
    severity: "high",
    framework: {
      name: "CIS Kubernetes Benchmark",
      version: "1.10",
      reference: "5.6.4",
      specification: "The default namespace should not be used",
    },
    remediationSteps: "Set metadata.namespace to one of the environment's namespaces.",
  },
  (object, check) => {
    if (object.kindName.endsWith("Patch") || CLUSTER_SCOPED_KINDS.has(object.kindName)) return;
    check(() => namespaceFinding(object));
  },
);

function namespaceFinding(object: KubernetesObject): Finding | undefined {
  if (namespaceOf(object) !== "default") return undefined;
  const remedy = "name one of the environment's namespaces";
  return {
    field: "metadata.namespace",
    found: is(object.props.metadata?.namespace),
    remedy:
      object.kind === "Other"
        ? `${remedy}, or list ${object.kindName} as cluster-scoped in no-default-namespace.ts`
        : remedy,
  };
}
