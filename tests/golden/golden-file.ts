import { existsSync, readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import type { EnvironmentName } from "../../components/shared/labels";
import type { RecordedResource } from "../support/recorded-resources";

/** By this signature the engine marks a secret; what is in it stands beside, under `value`. */
const SECRET = "4dabf18193072939515e22adb298388d";

/** Where the reviewed files of an environment are, one for each system. */
export function goldenFolder(environment: EnvironmentName): string {
  return path.join(__dirname, environment);
}

/** The names of the reviewed files of an environment, sorted. */
export function goldenFiles(environment: EnvironmentName): readonly string[] {
  const folder = goldenFolder(environment);
  return existsSync(folder) ? readdirSync(folder).sort() : [];
}

/**
 * What the reviewed golden files of an environment hold, secrets unwrapped as policies see them.
 *
 * @param rename changes every text in it, such as names of namespaces
 */
export function readGolden(
  environment: EnvironmentName,
  rename: (text: string) => string = (text) => text,
): readonly RecordedResource[] {
  return goldenFiles(environment).flatMap((file) => {
    const text = readFileSync(path.join(goldenFolder(environment), file), "utf8");
    return JSON.parse(text, (_key, value: unknown) => {
      if (typeof value === "string") return rename(value);
      return typeof value === "object" && value !== null && SECRET in value && "value" in value ? value.value : value;
    }) as readonly RecordedResource[];
  });
}
