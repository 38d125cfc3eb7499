import * as pulumi from "@pulumi/pulumi";
import { ConfigError, suggestion } from "./config-error";
import type { EnvironmentSpec } from "./environment";
import { SERVERS } from "./inventory";
import { parseEnvironment, SETTING_PREFIX } from "./parse-environment";
import { SETTING_NAMES, STRUCTURED_SETTINGS } from "./schema";

/**
 * Reads the stack's configuration: the only place that does.
 *
 * @throws ConfigError as {@link parseEnvironment} does, and for settings outside `gx:` and `pulumi:`
 */
export function loadEnvironment(): EnvironmentSpec {
  return parseEnvironment(pulumi.getStack(), decodeSettings(pulumi.runtime.allConfig()), SERVERS);
}

/** Turns Pulumi's flat map of texts into settings by name. Provider settings are refused: they would configure an ambient provider. */
export function decodeSettings(config: Readonly<Record<string, string>>): Readonly<Record<string, unknown>> {
  const settings: Record<string, unknown> = {};
  for (const [key, text] of Object.entries(config)) {
    if (key.startsWith("pulumi:")) continue;
    if (!key.startsWith(SETTING_PREFIX)) {
      const known = SETTING_NAMES.map((setting) => SETTING_PREFIX + setting);
      throw new ConfigError("The stack's configuration", [
        { field: key, value: text, remedy: `no setting of this program; ${suggestion(key, known)}` },
      ]);
    }
    const name = key.slice(SETTING_PREFIX.length);
    settings[name] = STRUCTURED_SETTINGS.includes(name) ? decodeJson(text) : text;
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
