import { readFileSync } from "node:fs";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { KUBERNETES_CLIENT } from "../../stacks/kubernetes-client";

/** What a preview of these objects costs at least: no components, no dependencies, no configuration to check, no preflight. */
const config = new pulumi.Config("gx");
const provider = new k8s.Provider("cluster", {
  kubeconfig: config.require("kubeconfig"),
  context: config.require("kubeContext"),
  clusterIdentifier: config.require("clusterIdentity"),
  enableServerSideApply: true,
  enableConfigMapMutable: true,
  enableSecretMutable: true,
  kubeClientSettings: KUBERNETES_CLIENT,
});

/** As bench/floor-objects.ts writes them. */
interface PlainObject {
  readonly name: string;
  readonly type: string;
  readonly inputs: Readonly<Record<string, unknown>>;
}
type ResourceClass = new (name: string, inputs: unknown, opts: pulumi.CustomResourceOptions) => pulumi.CustomResource;

/** A value that a preview can't know, in the place of what mainnet's objects take from its generated passwords. */
const unknown = provider.id;

for (const { name, type, inputs } of JSON.parse(readFileSync(config.require("objectsFile"), "utf8")) as PlainObject[]) {
  const Resource = resourceClass(type);
  new Resource(name, withUnknowns(inputs), { provider });
}

/** The SDK's class for a type such as `kubernetes:networking.k8s.io/v1:NetworkPolicy`. */
function resourceClass(type: string): ResourceClass {
  const [, group = "", kind = ""] = type.split(":");
  const [domain = "", version = ""] = group.split("/");
  const groups = k8s as unknown as Record<string, Record<string, Record<string, ResourceClass>>>;
  const found = groups[domain.split(".")[0] ?? ""]?.[version]?.[kind];
  if (!found) throw new Error(`@pulumi/kubernetes has no class for ${type}`);
  return found;
}

function withUnknowns(value: unknown): unknown {
  if (value === null) return unknown;
  if (Array.isArray(value)) return value.map(withUnknowns);
  if (typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value as object).map(([key, field]) => [key, withUnknowns(field)]));
}
