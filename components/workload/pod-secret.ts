import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Labels } from "../shared/labels";
import { contentChecksum } from "./mounted-files";

/** A Secret whose keys pods take as environment variables. */
export interface PodSecret {
  readonly name: pulumi.Output<string>;
  readonly variables: readonly string[];
  /** By environment variable. Secrets. */
  readonly values: pulumi.Output<Readonly<Record<string, string>>>;
}

/**
 * Changes with whatever these Secrets hold: on a pod template it restarts the pods. One checksum of all, because it stands in
 * the open: a value that can be guessed is safe in it beside a generated password, and wouldn't be alone.
 */
export function checksumOf(secrets: readonly PodSecret[]): pulumi.Output<string> {
  return contentChecksum(secrets.map(({ values }) => values));
}

/**
 * Makes the Secret that pods take `values` from.
 *
 * @param values by environment variable
 */
export function podSecret(
  name: string,
  { namespace, labels }: { readonly namespace: string; readonly labels: Labels },
  values: Readonly<Record<string, pulumi.Output<string>>>,
  opts: pulumi.CustomResourceOptions,
): PodSecret {
  const secret = new k8s.core.v1.Secret(
    `${name}-secret`,
    {
      metadata: { name, namespace, labels: { ...labels } },
      // As `data`, because the provider rewrites `stringData` once it is known, which no saved plan allows.
      data: Object.fromEntries(
        Object.entries(values).map(([variable, value]) => [
          variable,
          value.apply((text) => Buffer.from(text).toString("base64")),
        ]),
      ),
    },
    opts,
  );
  return {
    name: secret.metadata.name,
    variables: Object.keys(values),
    values: pulumi.output(values),
  };
}
