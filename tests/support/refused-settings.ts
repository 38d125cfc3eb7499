import { ConfigError } from "../../stacks/config-error";
import { SERVERS } from "../../stacks/inventory";
import { parseEnvironment } from "../../stacks/parse-environment";
import { committedSettings } from "./stack-file";

type Settings = Record<string, unknown>;

/** What refuses a stack with these settings. @throws Error where they are accepted */
export function refusal(stack: string, settings: Settings): string {
  try {
    parseEnvironment(stack, settings, SERVERS);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  throw new Error("accepted");
}

/** The committed settings with the value at `path` replaced, or removed where it is `undefined`. */
export function mutated(path: string, value: unknown, environment: "mainnet" | "testnet" = "mainnet"): Settings {
  const settings = structuredClone(committedSettings(environment));
  const keys = path.split(".");
  const last = keys.pop()!;
  const target = keys.reduce<Settings>((node, key) => (node[key] ??= {}) as Settings, settings);
  if (value === undefined) delete target[last];
  else target[last] = value;
  return settings;
}
