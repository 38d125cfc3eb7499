import { z } from "zod";
import { NODE_ID_LABEL, NODE_REGION_LABEL, NODE_ROLE_LABEL, NODE_ZONE_LABEL } from "../components/shared/labels";
import { SERVER_NAMES } from "./inventory";
import { SERVICE_NAMES } from "./workloads";

const wholeNumber = (least: number, most: number, what: string) => {
  const message = `must be a whole number from ${least} to ${most}: ${what}`;
  return z.number({ error: message }).int(message).min(least, message).max(most, message);
};

const KUBERNETES_NAME = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
const namespaceName = z
  .string({ error: "must be the name of a namespace" })
  .regex(KUBERNETES_NAME, "must be a DNS label: at most 63 lower-case letters, digits and dashes")
  .refine((name) => name !== "default" && !name.startsWith("kube-"), "must not be one of Kubernetes' own namespaces");

const quota = z
  .strictObject(
    {
      cpuRequestMillicores: wholeNumber(100, 64_000, "CPU requests of all pods in thousandths of a core"),
      memoryRequestMebibytes: wholeNumber(128, 262_144, "memory requests of all pods in MiB"),
      memoryLimitMebibytes: wholeNumber(128, 262_144, "memory limits of all pods in MiB"),
      pods: wholeNumber(1, 440, "pods at once; a node takes 110"),
    },
    { error: "must be a map of what all pods may ask for together" },
  )
  .readonly();

const namespace = z
  .strictObject({ name: namespaceName, quota }, { error: "must be a map with name and quota" })
  .readonly();

const namespaces = z
  .strictObject(
    { backend: namespace, fabric: namespace, monitoring: namespace.optional() },
    { error: "must describe a namespace for backend and for fabric" },
  )
  .readonly();

const resourceFields = z.strictObject(
  {
    cpuRequestMillicores: wholeNumber(10, 8000, "CPU request in thousandths of a core"),
    cpuLimitMillicores: wholeNumber(10, 8000, "CPU limit in thousandths of a core"),
    memoryRequestMebibytes: wholeNumber(16, 16_384, "memory request in MiB"),
    memoryLimitMebibytes: wholeNumber(16, 16_384, "memory limit in MiB"),
  },
  { error: "must be a map of requests and limits" },
);
const resources = resourceFields
  .refine((given) => given.cpuLimitMillicores >= given.cpuRequestMillicores, {
    error: "cpuLimitMillicores must be at least cpuRequestMillicores",
  })
  .refine((given) => given.memoryLimitMebibytes >= given.memoryRequestMebibytes, {
    error: "memoryLimitMebibytes must be at least memoryRequestMebibytes",
  })
  .readonly();

const service = z
  .strictObject(
    {
      replicas: wholeNumber(1, 10, "pods of the service, one a node at most"),
      resources: resources.optional(),
      imageTag: z
        .string({ error: "must be a version tag" })
        .regex(/^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/, "must be a version such as 2.0.6, never latest")
        .optional(),
      settings: z
        .record(
          z.string().regex(/^[A-Z][A-Z0-9_]*$/, "must be named in capitals, digits and underscores"),
          z.string({ error: "must be a text" }),
          { error: "must be a map of environment variables" },
        )
        .readonly()
        .default({}),
    },
    { error: "must be a map with replicas" },
  )
  .readonly();

const clusterLayer = z
  .strictObject(
    {
      initServer: z.enum(SERVER_NAMES, { error: `must be the K3s init server, one of ${SERVER_NAMES.join(", ")}` }),
      coreDnsReplicas: wholeNumber(3, 10, "a single CoreDNS pod was a point of failure (G11)"),
    },
    { error: "must be a map with initServer and coreDnsReplicas" },
  )
  .readonly();

/** The stack's own settings, each under `gx:`: the shape of `Pulumi.<environment>.yaml`. */
export const stackConfigSchema = z
  .strictObject({
    kubeconfig: z
      .string({ error: "give the path of the cluster's kubeconfig: pulumi config set gx:kubeconfig PATH" })
      .min(1, "must be the path of a kubeconfig file")
      .refine((path) => !path.includes("\n"), "must be the path of a kubeconfig file, not its content"),
    kubeContext: z
      .string({ error: "name the context in that kubeconfig: pulumi config set gx:kubeContext NAME" })
      .min(1, "must be the name of a context"),
    clusterIdentity: z
      .string({
        error:
          "state the UID of the cluster's kube-system namespace (kubectl get namespace kube-system -o " +
          "jsonpath={.metadata.uid}): pulumi config set gx:clusterIdentity UID",
      })
      .regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, "must be the UID of the cluster's kube-system namespace"),
    cluster: clusterLayer.optional(),
    namespaces,
    serviceResources: resources,
    services: z
      .partialRecord(z.enum(SERVICE_NAMES), service, { error: "must be a map of services by name" })
      .readonly(),
    adopt: z
      .array(
        z
          .string()
          .regex(
            /^[A-Z][A-Za-z]+ ([a-z0-9.-]+\/)?[a-z0-9.:-]+$/,
            'must read "Kind namespace/name", or "Kind name" for what has no namespace',
          ),
        { error: "must be a list of objects to take over" },
      )
      .readonly()
      .default([]),
  })
  .readonly();

/** What {@link stackConfigSchema} yields. */
export type StackConfig = z.infer<typeof stackConfigSchema>;

/** The names of all settings, without their prefix. */
export const SETTING_NAMES = Object.keys(stackConfigSchema.unwrap().shape);

/** The keys that may stand at a place in the settings, for the suggestion to somebody who misspelt one. */
export function keysAt(path: readonly PropertyKey[]): readonly string[] {
  const [setting, part, section] = path;
  if (setting === undefined) return SETTING_NAMES;
  if (setting === "cluster") return Object.keys(clusterLayer.unwrap().shape);
  if (setting === "namespaces" && part === undefined) return Object.keys(namespaces.unwrap().shape);
  if (setting === "namespaces") return Object.keys((section === "quota" ? quota : namespace).unwrap().shape);
  if (setting === "serviceResources") return Object.keys(resourceFields.shape);
  if (setting === "services" && part === undefined) return SERVICE_NAMES;
  if (setting === "services") return Object.keys((section === "resources" ? resourceFields : service.unwrap()).shape);
  return Object.keys(memberSchema.shape);
}
/** The settings whose values are maps or lists, which Pulumi hands over as JSON. */
export const STRUCTURED_SETTINGS: readonly string[] = [
  "cluster",
  "namespaces",
  "serviceResources",
  "services",
  "adopt",
];

const labelValue = z.string().regex(/^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/, "must be a label value");
const memberLabels = z.strictObject({
  [NODE_ID_LABEL]: labelValue,
  [NODE_ROLE_LABEL]: z.enum(["primary", "testdev"], { error: "must be primary or testdev" }),
  [NODE_REGION_LABEL]: labelValue,
  [NODE_ZONE_LABEL]: labelValue,
});
const host = {
  name: z.enum(SERVER_NAMES, { error: `must be one of ${SERVER_NAMES.join(", ")}` }),
  hostname: z.hostname("must be a host name"),
  nodeName: z.hostname("must be the node's name in Kubernetes"),
  publicIpv4: z.ipv4("must be an IPv4 address"),
  location: z.string(),
};

const memberSchema = z.strictObject({
  ...host,
  cluster: z.literal("member"),
  k3sRole: z.enum(["server", "agent"], { error: "must be server or agent" }),
  labels: memberLabels,
});

/** The inventory: members carry a K3s role and a complete set of labels, standalone servers neither (G20). */
export const serversSchema = z.array(
  z.discriminatedUnion("cluster", [
    memberSchema,
    z.strictObject({ ...host, cluster: z.literal("standalone"), labels: z.strictObject({}) }),
  ]),
);
