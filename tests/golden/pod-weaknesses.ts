import { valuesAt } from "../../policies/field-path";
import { containersOf, type Container, type PodTemplate } from "../../policies/pod-spec-of";
import { billionthsOf } from "../../policies/quantity";

const PROBES = ["livenessProbe", "readinessProbe", "startupProbe"] as const;

/** Whether the second value of a field is given up by the first. */
type Loosens = (strong: unknown, weak: unknown) => boolean;
const gives =
  (strict: unknown): Loosens =>
  (strong, weak) =>
    weak === strict && strong !== strict;
const takes =
  (loose: unknown): Loosens =>
  (strong, weak) =>
    strong === loose && weak !== loose;
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** Fields of pods and containers by which they are confined, and when a change of them confines less. */
const CONFINEMENTS: readonly (readonly [string, Loosens])[] = [
  ["automountServiceAccountToken", gives(false)],
  ["hostIPC", takes(true)],
  ["hostNetwork", takes(true)],
  ["hostPID", takes(true)],
  ["securityContext.allowPrivilegeEscalation", gives(false)],
  ["securityContext.capabilities.add", (strong, weak) => listOf(strong).some((name) => !listOf(weak).includes(name))],
  ["securityContext.capabilities.drop", (strong, weak) => listOf(weak).some((name) => !listOf(strong).includes(name))],
  ["securityContext.privileged", takes(true)],
  ["securityContext.readOnlyRootFilesystem", gives(true)],
  ["securityContext.runAsNonRoot", gives(true)],
  ["securityContext.runAsUser", takes(0)],
  ["securityContext.seccompProfile.type", gives("RuntimeDefault")],
];

/** Each way in which the pods of `strong` are weaker than those of `weak`: confinement, probes, CPU and memory. */
export function podWeaknesses(strong: PodTemplate, weak: PodTemplate): string[] {
  const counterparts = new Map([...containersOf(strong)].map((placed) => [nameOf(placed.container), placed]));
  return [
    ...confinementWeaknesses(strong.spec, weak.spec, strong.specField),
    ...[...containersOf(weak)].flatMap(({ container, field }) => {
      const counterpart = counterparts.get(nameOf(container));
      if (!counterpart) return [`${field} has no counterpart`];
      return containerWeaknesses(counterpart.container, container, counterpart.field);
    }),
  ];
}

function containerWeaknesses(strong: Container, weak: Container, field: string): string[] {
  const unasked = PROBES.filter((probe) => valuesAt(weak, probe)[0]?.value && !valuesAt(strong, probe)[0]?.value);
  const scarce = (["requests", "limits"] as const).flatMap((side) =>
    Object.entries(weak.resources?.[side] ?? {}).flatMap(([resource, least]) => {
      const amount = strong.resources?.[side]?.[resource];
      const enough = (billionthsOf(amount ?? "") ?? 0n) >= (billionthsOf(least) ?? 0n);
      return enough ? [] : [`${field}.resources.${side}.${resource} is ${amount}, below ${least}`];
    }),
  );
  return [
    ...confinementWeaknesses(strong, weak, field),
    ...unasked.map((probe) => `${field}.${probe} is missing`),
    ...scarce,
  ];
}

function confinementWeaknesses(strong: unknown, weak: unknown, field: string): string[] {
  return CONFINEMENTS.filter(([path, loosens]) =>
    loosens(valuesAt(strong, path)[0]?.value, valuesAt(weak, path)[0]?.value),
  ).map(([path]) => `${field}.${path} confines less`);
}

function nameOf(container: Container): unknown {
  return (container as { readonly name?: string }).name;
}
