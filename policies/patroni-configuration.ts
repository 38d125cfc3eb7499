import { parse } from "yaml";
import type { KubernetesObject } from "./kubernetes-object";

/** A mapping of Patroni's file. */
type Section = Readonly<Record<string, unknown>>;

/** A value of Patroni's file, and where it stands. */
export interface Placed<T> {
  /** Path within the object, such as `data["patroni.yml"].bootstrap.initdb`. */
  readonly field: string;
  readonly value: T;
}

/** What a file for Patroni says of a cluster, as far as rules judge it. */
export interface PatroniConfiguration {
  /** Path of the file within its ConfigMap, such as `data["patroni.yml"]`. */
  readonly field: string;
  /** Whom replicas log in as; undefined where the file doesn't say. */
  readonly replicationUser?: string;
  /** The superuser: `postgres` where the file doesn't say. */
  readonly superuser: string;
  /** The value of a parameter of PostgreSQL in force, as text; undefined where it isn't set. */
  readonly parameter: (name: string) => Placed<string | undefined>;
  /** The lines of `pg_hba.conf` in force. */
  readonly hostBasedAuthentication: Placed<readonly string[]>;
  /** The options of `initdb`, without their values. */
  readonly initdbOptions: Placed<readonly string[]>;
}

const FILE_NAME = /\.(ya?ml|json)$/;

/**
 * The files for Patroni in a ConfigMap, known by what such a file must have: a `scope` and a `bootstrap`. Throws the policy
 * SDK's error where the data is unknown.
 */
export function patroniConfigurationsIn({ kind, props }: KubernetesObject): readonly PatroniConfiguration[] {
  if (kind !== "ConfigMap") return [];
  const { data = {} } = props as { readonly data?: Readonly<Record<string, string>> | null };
  return Object.entries(data ?? {})
    .filter(([name]) => FILE_NAME.test(name))
    .flatMap(([name, text]) => {
      const content = parsed(text);
      return content?.scope !== undefined && content.bootstrap !== undefined
        ? [configuration(`data["${name}"]`, content)]
        : [];
    });
}

/** As Patroni reads it: in YAML 1.1, `on` and `off` are no text. */
function parsed(text: string): Section | undefined {
  try {
    return section(parse(text, { version: "1.1", logLevel: "error" }));
  } catch {
    return undefined;
  }
}

function configuration(field: string, content: Section): PatroniConfiguration {
  const bootstrap = section(content.bootstrap);
  const own = { field: `${field}.postgresql`, value: section(content.postgresql) };
  const agreed = {
    field: `${field}.bootstrap.dcs.postgresql`,
    value: section(section(bootstrap?.dcs)?.postgresql),
  };
  // What a member's own file says goes before what the members agree on.
  const inForce = (key: string) => (own.value?.[key] === undefined ? agreed : own);
  const { authentication } = own.value ?? {};
  return {
    field,
    replicationUser: textOf(section(section(authentication)?.replication)?.username),
    superuser: textOf(section(section(authentication)?.superuser)?.username) ?? "postgres",
    parameter(name) {
      const valueIn = (side: typeof own) =>
        // PostgreSQL's names know no upper case.
        Object.entries(section(side.value?.parameters) ?? {}).find(([key]) => key.toLowerCase() === name)?.[1];
      const side = valueIn(own) === undefined ? agreed : own;
      return { field: `${side.field}.parameters.${name}`, value: textOf(valueIn(side)) };
    },
    hostBasedAuthentication: {
      field: `${inForce("pg_hba").field}.pg_hba`,
      value: listOf(inForce("pg_hba").value?.pg_hba).map(String),
    },
    initdbOptions: {
      field: `${field}.bootstrap.initdb`,
      value: listOf(bootstrap?.initdb).flatMap((option) => Object.keys(section(option) ?? { [String(option)]: true })),
    },
  };
}

function section(value: unknown): Section | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Section) : undefined;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function textOf(value: unknown): string | undefined {
  return value === undefined || value === null ? undefined : String(value);
}
