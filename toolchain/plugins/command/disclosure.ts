import { holdsSecret, secretTexts, type Properties } from "../shared/property-values";

/** What replaces a secret in anything shown. */
const CONCEALED = "[secret]";

/** What of a command's output may be shown to whoever runs Pulumi. */
export interface Disclosure {
  /** The text as it may be shown; undefined where none of it may. */
  show(text: string): string | undefined;
}

/**
 * Output is shown with every secret the command was given replaced. A command line that is itself secret may print parts
 * of the secret that can't be told from the rest, so then nothing is shown.
 *
 * @param script the command line as given, secret or not.
 */
export function disclosureFor(inputs: Properties, script: unknown): Disclosure {
  if (holdsSecret(script)) return { show: () => undefined };
  const secrets = [...new Set(secretTexts(inputs).flatMap((text) => [text, ...text.split("\n")]))]
    .filter((text) => text.trim() !== "")
    .sort((one, other) => other.length - one.length);
  return { show: (text) => secrets.reduce((shown, concealed) => shown.replaceAll(concealed, CONCEALED), text) };
}
