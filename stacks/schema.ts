import { z } from "zod";
import { WITHHELD } from "../components/networking/adoption";
import { day, wholeNumber } from "./fields";
import type { System } from "./system";

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

const adoption = z
  .strictObject(
    {
      withheld: z
        .array(z.enum(WITHHELD, { error: `must be one of ${WITHHELD.join(", ")}` }), {
          error: `must be a list of what the namespace doesn't get yet: ${WITHHELD.join(", ")}`,
        })
        .min(1, "must name what is withheld; once nothing is, remove gx:namespaces' adoption")
        .refine((names) => new Set(names).size === names.length, "must name each once"),
      reason: z.string({ error: "must say why" }).refine((text) => text.trim() !== "", "must say why"),
      until: day("must be the stage's last day, as YYYY-MM-DD in UTC"),
    },
    { error: "must be a map with withheld, reason and until" },
  )
  .readonly();

const namespace = z
  .strictObject(
    { name: namespaceName, quota, adoption: adoption.optional() },
    { error: "must be a map with name and quota" },
  )
  .readonly();

const privileged = z
  .strictObject(
    {
      reason: z.string({ error: "must say why" }).refine((text) => text.trim() !== "", "must say why"),
      until: day("must be the last day before it is looked at again, as YYYY-MM-DD in UTC"),
    },
    { error: "must say why pods in it aren't restricted, and until when: a map with reason and until" },
  )
  .readonly();

const hosts = z
  .strictObject({ name: namespaceName, quota, privileged }, { error: "must be a map with name, quota and privileged" })
  .readonly();

const namespaces = z
  .strictObject(
    { backend: namespace, fabric: namespace, monitoring: namespace.optional(), hosts: hosts.optional() },
    { error: "must describe a namespace for backend and for fabric" },
  )
  .readonly();

/** How an entry of `gx:adopt` ends whose declared values win over those that others set. */
export const BY_FORCE = / by force$/;

/** What stands in a stack file besides the systems' own sections. */
const frameFields = {
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
  namespaces,
  adopt: z
    .array(
      z
        .string()
        .regex(
          /^[A-Z][A-Za-z]+ ([a-z0-9.-]+\/)?[a-z0-9.:-]+( by force)?$/,
          'must read "Kind namespace/name", or "Kind name" for what has no namespace; " by force" may follow',
        ),
      { error: "must be a list of objects to take over" },
    )
    .readonly()
    .default([]),
};

/** Settings whose values are texts. All others are maps or lists, which Pulumi hands over as JSON. */
export const TEXT_SETTINGS: readonly string[] = ["kubeconfig", "kubeContext", "clusterIdentity"];

/** What the frame's part of {@link stackConfigSchema} yields. */
export type FrameConfig = z.infer<z.ZodObject<typeof frameFields>>;

/**
 * The stack's own settings, each under `gx:`: the shape of `Pulumi.<environment>.yaml`. Every system has a section of its
 * name.
 */
export function stackConfigSchema(systems: readonly System[]) {
  const sections = Object.fromEntries(systems.map(({ name, settings }) => [name, settings]));
  return z.strictObject({ ...frameFields, ...sections });
}

/** The names of the settings that are no system's. */
export const frameSettingNames: readonly string[] = Object.keys(frameFields);

/** The names of all settings, without their prefix. */
export function settingNames(systems: readonly System[]): readonly string[] {
  return [...frameSettingNames, ...systems.map(({ name }) => name)];
}
