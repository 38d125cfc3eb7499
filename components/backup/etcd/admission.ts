import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { Labels } from "../../shared/labels";

/** Name of the policy and of its binding, which the cluster has once. */
const NAME = "gx-host-files";

/** Kinds of volumes that hold nothing of a server, and the one that is looked at. */
const VOLUMES = ["hostPath", "configMap", "secret", "emptyDir", "projected", "downwardAPI"] as const;

/** A rule of the policy, as the API server evaluates it. */
interface Validation {
  readonly expression: string;
  readonly message: string;
}

/** Where the pods of a namespace may read files of their servers. */
interface HostFilesArgs {
  readonly namespace: string;
  /** Those that may be mounted: their types by their paths. */
  readonly files: Readonly<Record<string, string>>;
  readonly labels: Labels;
}

/**
 * Has the API server refuse in a privileged namespace every pod that takes more of its server than these files, to be read:
 * whoever asks for it, and whatever is declared.
 *
 * @returns what pods come after
 */
export function admitHostFiles(
  { namespace, files, labels }: HostFilesArgs,
  opts: pulumi.CustomResourceOptions,
): readonly pulumi.Resource[] {
  const metadata = { name: NAME, labels: { ...labels } };
  const policy = new k8s.admissionregistration.v1.ValidatingAdmissionPolicy(
    `${NAME}-policy`,
    {
      metadata,
      spec: {
        failurePolicy: "Fail",
        matchConstraints: {
          namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": namespace } },
          resourceRules: [
            {
              apiGroups: [""],
              apiVersions: ["v1"],
              operations: ["CREATE", "UPDATE"],
              resources: ["pods", "pods/ephemeralcontainers"],
            },
          ],
        },
        variables: [
          { name: "containers", expression: "object.spec.containers + object.spec.?initContainers.orValue([])" },
          { name: "volumes", expression: "object.spec.?volumes.orValue([])" },
          { name: "hostVolumes", expression: "variables.volumes.filter(v, has(v.hostPath))" },
        ],
        validations: hostFilesValidations(files).map((validation) => ({ ...validation })),
      },
    },
    { ...opts, protect: true },
  );
  const binding = new k8s.admissionregistration.v1.ValidatingAdmissionPolicyBinding(
    `${NAME}-binding`,
    { metadata, spec: { policyName: policy.metadata.name, validationActions: ["Deny"] } },
    { ...opts, protect: true },
  );
  return [policy, binding];
}

function hostFilesValidations(files: HostFilesArgs["files"]): readonly Validation[] {
  const types = JSON.stringify(files);
  return [
    {
      // Of another type, the kubelet makes on the server what isn't there.
      expression:
        `variables.hostVolumes.all(v, v.hostPath.path in ${types} && ` +
        `v.hostPath.?type.orValue("") == ${types}[v.hostPath.path])`,
      message: `pods here may mount of their server ${Object.keys(files).join(", ")} alone, each with its type`,
    },
    {
      expression: `variables.volumes.all(v, ${VOLUMES.map((kind) => `has(v.${kind})`).join(" || ")})`,
      message: `pods here have volumes of no other kinds than ${VOLUMES.join(", ")}: claims lie on servers, too`,
    },
    {
      expression:
        "variables.containers.all(c, c.?volumeMounts.orValue([]).all(m, m.?readOnly.orValue(false) || " +
        "!variables.hostVolumes.exists(v, v.name == m.name)))",
      message: "pods here mount files of their server with readOnly: true",
    },
    {
      expression: ["hostNetwork", "hostPID", "hostIPC"]
        .map((field) => `!object.spec.?${field}.orValue(false)`)
        .join(" && "),
      message: "pods here have namespaces of their own: no hostNetwork, hostPID or hostIPC",
    },
    {
      expression: "variables.containers.all(c, c.?ports.orValue([]).all(p, p.?hostPort.orValue(0) == 0))",
      message: "containers here take no port of their server: no hostPort",
    },
    {
      expression:
        `object.spec.?securityContext.?seccompProfile.?type.orValue("") == "RuntimeDefault" && ` +
        `variables.containers.all(c, c.?securityContext.?seccompProfile.?type.orValue("RuntimeDefault") == "RuntimeDefault")`,
      message: "pods here run under seccompProfile RuntimeDefault, with all containers",
    },
    {
      expression:
        "variables.containers.all(c, !c.?securityContext.?privileged.orValue(false) && " +
        "!c.?securityContext.?allowPrivilegeEscalation.orValue(true) && " +
        "c.?securityContext.?capabilities.?add.orValue([]).size() == 0 && " +
        "'ALL' in c.?securityContext.?capabilities.?drop.orValue([]))",
      message: "containers here have no capability and no way to gain one: allowPrivilegeEscalation: false, drop ALL",
    },
    {
      expression: "object.spec.?ephemeralContainers.orValue([]).size() == 0",
      message: "pods here take no containers for debugging",
    },
  ];
}
