import * as pulumi from "@pulumi/pulumi";
import { ConfigError, SECRET_VALUE, suggestion } from "./config-error";
import type { EnvironmentSpec } from "./environment";
import { SERVERS } from "./inventory";
import { parseEnvironment, SETTING_PREFIX } from "./parse-environment";
import { settingNames, TEXT_SETTINGS } from "./schema";
import type { System } from "./system";
import { SYSTEMS } from "./systems";

/** Pulumi's own setting that forbids implicit providers. */
const NO_DEFAULT_PROVIDERS = "pulumi:disable-default-providers";

/**
 * Reads the stack's configuration: the only place that does.
 *
 * @throws ConfigError as {@link parseEnvironment} does, and for settings outside `gx:` and `pulumi:`
 */
export function loadEnvironment(systems: readonly System[] = SYSTEMS): EnvironmentSpec {
  const config = pulumi.runtime.allConfig();
  requireNoDefaultProvider(config);
  const secretKeys = secretKeysIn(process.env);
  const settings = decodeSettings(config, systems, secretKeys);
  const secretSections = secretKeys
    .filter((key) => key.startsWith(SETTING_PREFIX))
    .map((key) => key.slice(SETTING_PREFIX.length));
  return parseEnvironment(pulumi.getStack(), settings, SERVERS, systems, secretSections);
}

/**
 * The keys of the configuration under which a secret stands, somewhere: the engine tells the program's process in an
 * environment variable, and the SDK tells nobody.
 */
export function secretKeysIn(env: Readonly<Record<string, string | undefined>>): readonly string[] {
  const keys = decodeJson(env.PULUMI_CONFIG_SECRET_KEYS ?? "[]");
  return Array.isArray(keys) ? keys.filter((key) => typeof key === "string") : [];
}

/** Without this setting a resource that forgets its provider would go to whatever cluster the machine's kubeconfig names. */
export function requireNoDefaultProvider(config: Readonly<Record<string, string>>): void {
  const value = config[NO_DEFAULT_PROVIDERS];
  const disabled = value === undefined ? [] : decodeJson(value);
  if (Array.isArray(disabled) && (disabled.includes("kubernetes") || disabled.includes("*"))) return;
  throw new ConfigError("The stack's configuration", [
    { field: NO_DEFAULT_PROVIDERS, value, remedy: "must be [kubernetes]: nothing may fall back to an ambient cluster" },
  ]);
}

/** Turns Pulumi's flat map of texts into settings by name. Provider settings are refused: they would configure an ambient provider. */
export function decodeSettings(
  config: Readonly<Record<string, string>>,
  systems: readonly System[] = SYSTEMS,
  secretKeys: readonly string[] = [],
): Readonly<Record<string, unknown>> {
  const settings: Record<string, unknown> = {};
  for (const [key, text] of Object.entries(config)) {
    if (key.startsWith("pulumi:")) continue;
    if (!key.startsWith(SETTING_PREFIX)) {
      const known = settingNames(systems).map((setting) => SETTING_PREFIX + setting);
      throw new ConfigError("The stack's configuration", [
        {
          field: key,
          value: secretKeys.includes(key) ? SECRET_VALUE : text,
          remedy: `no setting of this program; ${suggestion(key, known)}`,
        },
      ]);
    }
    const name = key.slice(SETTING_PREFIX.length);
    settings[name] = TEXT_SETTINGS.includes(name) ? text : decodeJson(text);
  }
  return settings;
}

/** The decoded value, or the text as it stands, which the schema then refuses with the field's name. */
function decodeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
