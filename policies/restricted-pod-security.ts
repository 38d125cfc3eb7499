import { RESTRICTED_POD_SECURITY } from "../components/shared/exception-annotations";
import { valuesAt } from "./field-path";
import type { KubernetesObject } from "./kubernetes-object";
import { containersOf, podSpecOf, type PodTemplate } from "./pod-spec-of";
import { ALLOWED_VOLUME_SOURCES, CONTAINER_CONTROLS, POD_CONTROLS, type Control } from "./pod-security-controls";
import { is, objectPolicy, type Check, type Finding } from "./verdict";

/** Label by which a namespace asks the API server to enforce a Pod Security Standard. */
const ENFORCE_LABEL = "pod-security.kubernetes.io/enforce";
/** Annotations by which AppArmor profiles were given before they had fields; still honoured by the API server. */
const APPARMOR_ANNOTATION_PREFIX = "container.apparmor.security.beta.kubernetes.io/";

/**
 * Pods meet the restricted Pod Security Standard and, beyond it, have a read-only root filesystem, a service account of
 * their own and no mounted token; namespaces make the API server enforce the standard.
 *
 * Severity: critical. Sources: Pod Security Standards (restricted), CIS Kubernetes Benchmark 5.1.5-6, 5.2.2-12 and 5.6.2.
 * Remedy: follow the message of the field; it names the value that is allowed.
 */
export const restrictedPodSecurity = objectPolicy(
  {
    name: RESTRICTED_POD_SECURITY,
    description: "Pods meet the restricted Pod Security Standard, and namespaces make the API server enforce it.",
    severity: "critical",
    framework: {
      name: "Pod Security Standards",
      version: "1.34",
      reference: "restricted",
      specification: "https://kubernetes.io/docs/concepts/security/pod-security-standards/",
    },
    remediationSteps: "Set the field named in the message to an allowed value.",
  },
  (object, check) => {
    if (object.kind === "Namespace") judgeNamespace(object, check);
    const pod = podSpecOf(object);
    if (pod) judgePod(pod, check);
  },
);

function judgeNamespace({ props }: KubernetesObject, check: Check): void {
  check(() => {
    const level = props.metadata?.labels?.[ENFORCE_LABEL];
    if (level === "restricted") return undefined;
    return { field: `metadata.labels["${ENFORCE_LABEL}"]`, found: is(level), remedy: 'set it to "restricted"' };
  });
}

function judgePod(pod: PodTemplate, check: Check): void {
  judgeControls(POD_CONTROLS, pod.spec, pod.specField, pod, check);
  for (const { field, container } of containersOf(pod)) {
    judgeControls(CONTAINER_CONTROLS, container, field, pod, check);
  }
  check(() => judgeVolumes(pod));
  check(() => judgeAppArmorAnnotations(pod));
}

function judgeControls(
  controls: readonly Control[],
  root: unknown,
  rootField: string,
  { spec }: PodTemplate,
  check: Check,
): void {
  for (const { fields, allows, inherits, remedy } of controls) {
    for (const path of fields) {
      check(() => {
        const refused = valuesAt(root, path).find(
          ({ value }) => !allows(value ?? (inherits && valuesAt(spec, inherits)[0]?.value)),
        );
        return refused && { field: `${rootField}.${refused.field}`, found: is(refused.value), remedy };
      });
    }
  }
}

/** What a volume holds may be confidential, so only the name of its source is shown. */
function judgeVolumes({ spec, specField }: PodTemplate): Finding | undefined {
  for (const [index, volume] of (spec.volumes ?? []).entries()) {
    const source = Object.keys(volume ?? {}).find((key) => key !== "name" && !ALLOWED_VOLUME_SOURCES.has(key));
    if (source !== undefined) {
      const remedy = "mount a claim, configMap, secret, emptyDir, projected, csi or image volume instead (CIS 5.2.12)";
      return { field: `${specField}.volumes[${index}].${source}`, found: "is set", remedy };
    }
  }
  return undefined;
}

/** Reads only the annotations it judges: others, such as checksums, may well be unknown at preview. */
function judgeAppArmorAnnotations({ metadata, metadataField }: PodTemplate): Finding | undefined {
  const { annotations = {} } = metadata;
  for (const key of Object.keys(annotations).filter((name) => name.startsWith(APPARMOR_ANNOTATION_PREFIX))) {
    const profile = annotations[key] ?? "";
    if (!/^(runtime\/default|localhost\/.*)?$/.test(profile)) {
      return { field: `${metadataField}.annotations["${key}"]`, found: is(profile), remedy: "remove it" };
    }
  }
  return undefined;
}
