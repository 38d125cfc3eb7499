import type { KubernetesObject } from "./kubernetes-object";

/** What a file for a server or a Sentinel says, as far as rules judge it. */
export interface RedisConfiguration {
  /** Path of the file within its ConfigMap, such as `data["server.conf"]`. */
  readonly field: string;
  /** What a setting is, the last time that it is given; undefined where it isn't. */
  readonly setting: (name: string) => string | undefined;
  /** Whether it is a Sentinel's. */
  readonly isSentinel: boolean;
  /** The quorums of the primaries that a Sentinel watches. */
  readonly quorums: readonly number[];
}

/** The files for Redis in a ConfigMap, known by their names' end. Throws the policy SDK's error where the data is unknown. */
export function redisConfigurationsIn({ props }: KubernetesObject): readonly RedisConfiguration[] {
  return filesIn(props, ".conf").map(([name, text]) => {
    const directives = text
      .split("\n")
      .map((line) => line.trim().split(/\s+/))
      // As Redis reads them: whatever the case, a comment by its first sign.
      .map(([setting = "", ...values]) => ({ setting: setting.toLowerCase(), values }));
    const sentinel = directives.filter(({ setting }) => setting === "sentinel").map(({ values }) => values);
    return {
      field: `data["${name}"]`,
      setting: (wanted) => directives.findLast(({ setting }) => setting === wanted)?.values.join(" "),
      isSentinel: sentinel.length > 0,
      quorums: sentinel.filter(([what]) => what?.toLowerCase() === "monitor").map((values) => Number(values.at(-1))),
    };
  });
}

/** The quorums that files in JSON tell programs which write a Sentinel's configuration themselves. */
export function declaredQuorumsIn({ props }: KubernetesObject): readonly number[] {
  return filesIn(props, ".json").flatMap(([, text]) => {
    const { quorum } = parsed(text);
    return typeof quorum === "number" ? [quorum] : [];
  });
}

function filesIn(props: KubernetesObject["props"], end: string): readonly (readonly [string, string])[] {
  const { data } = props as { readonly data?: Readonly<Record<string, string>> | null };
  return Object.entries(data ?? {}).filter(([name]) => name.endsWith(end));
}

function parsed(text: string): { readonly quorum?: unknown } {
  try {
    return Object(JSON.parse(text)) as { readonly quorum?: unknown };
  } catch {
    return {};
  }
}
