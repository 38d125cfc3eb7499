import type { KubernetesObject } from "./kubernetes-object";
import { containersOf, podSpecOf, type PlacedContainer } from "./pod-spec-of";
import { isWrittenOut, namesSecret, secretAssignedIn, secretShapeIn } from "./secret-signs";
import { objectPolicy, type Check, type Finding } from "./verdict";

const REMEDY = "keep it in a Secret, and refer to it by secretKeyRef or mount it";

/**
 * No secret stands in the open: not in the environment, the command line or the arguments of any container, nor in the
 * data of a ConfigMap. A secret is known by the name that it is given or by its own shape. What was found is never shown.
 *
 * Severity: critical. Sources: incident G07 (a database's password written into its backup job), incident G34 (keys in
 * code).
 * Remedy: keep the value in a Secret and refer to it by secretKeyRef, or mount it.
 */
export const noPlainSecrets = objectPolicy(
  {
    name: "no-plain-secrets",
    description: "No environment variable, command line or ConfigMap holds a secret in the open.",
    severity: "critical",
    framework: {
      name: "GX incidents",
      version: "1",
      reference: "G07, G34",
      specification: "Secrets by reference only",
    },
    remediationSteps: "Keep the value in a Secret and refer to it by secretKeyRef, or mount it.",
  },
  (object, check) => {
    if (object.kind === "ConfigMap") judgeConfigMap(object, check);
    const pod = podSpecOf(object);
    if (!pod) return;
    for (const placed of containersOf(pod)) {
      judgeEnvironment(placed, check);
      judgeWords(placed, "command", check);
      judgeWords(placed, "args", check);
    }
  },
);

function judgeEnvironment({ field, container }: PlacedContainer, check: Check): void {
  for (const [index, variable] of (container.env ?? []).entries()) {
    check(() => settingFinding(`${field}.env[${index}].value`, variable?.name ?? "", variable?.value ?? ""));
  }
}

function judgeWords({ field, container }: PlacedContainer, list: "args" | "command", check: Check): void {
  const words = container[list] ?? [];
  for (const index of words.keys()) {
    check(() => wordFinding(`${field}.${list}[${index}]`, words[index] ?? "", words[index - 1] ?? ""));
  }
}

/** Keys written as variables are taken for such; other keys are file names, of which only the content tells. */
function judgeConfigMap({ props }: KubernetesObject, check: Check): void {
  const { data, binaryData } = props as Readonly<Record<string, Readonly<Record<string, string>> | undefined>>;
  for (const key of Object.keys(data ?? {})) {
    const name = /^[A-Z][A-Z\d_]*$/.test(key) ? key : "";
    check(() => settingFinding(`data["${key}"]`, name, data?.[key] ?? ""));
  }
  for (const key of Object.keys(binaryData ?? {})) {
    check(() =>
      settingFinding(`binaryData["${key}"]`, "", Buffer.from(binaryData?.[key] ?? "", "base64").toString("latin1")),
    );
  }
}

function settingFinding(field: string, name: string, value: string): Finding | undefined {
  const shape = secretShapeIn(value);
  if (shape) return { field, found: `holds ${shape}`, remedy: REMEDY };
  if (!namesSecret(name) || !isWrittenOut(value)) return undefined;
  return { field, found: `gives ${name} in the open`, remedy: REMEDY };
}

function wordFinding(field: string, word: string, before: string): Finding | undefined {
  const shape = secretShapeIn(word);
  if (shape) return { field, found: `holds ${shape}`, remedy: REMEDY };
  const flag = /^--?[A-Za-z][\w.-]*$/.test(before) && !word.startsWith("-") && isWrittenOut(word) ? before : "";
  const name = secretAssignedIn(word) ?? (namesSecret(flag) ? flag : undefined);
  return name === undefined ? undefined : { field, found: `gives ${name} in the open`, remedy: REMEDY };
}
