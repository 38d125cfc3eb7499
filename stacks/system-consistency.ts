import type { ConfigProblem } from "./config-error";
import { OUTSIDE } from "./flows";
import type { DeployedSystem } from "./environment";
import { STACK_OUTPUT_NAMES } from "./outputs";
import { frameSettingNames } from "./schema";
import type { System } from "./system";

/** What is wrong with a list of systems, whatever the settings: names that are taken. */
export function systemProblems(systems: readonly System[]): readonly ConfigProblem[] {
  return [
    ...repeated(
      [
        ...frameSettingNames.map((name) => ({ name, field: `gx:${name}` })),
        ...STACK_OUTPUT_NAMES.filter((name) => !frameSettingNames.includes(name)).map((name) => ({
          name,
          field: `output ${name}`,
        })),
        ...systems.map(({ name }, index) => ({ name, field: `systems[${index}].name` })),
      ],
      "each system has a name of its own, and by it a section of the settings and an output",
    ),
    ...repeated(
      [
        ...Object.keys(OUTSIDE).map((name) => ({ name, field: "the ends outside" })),
        ...systems.flatMap(({ workloadNames }, index) =>
          workloadNames.map((name) => ({ name, field: `systems[${index}].workloadNames` })),
        ),
      ],
      "selectors and flows name a workload by its name alone",
    ),
  ];
}

/** Workloads that their system didn't name beforehand: nobody could know that another has the name already. */
export function namingProblems(systems: readonly DeployedSystem[]): readonly ConfigProblem[] {
  return systems.flatMap(({ system, workloads }) =>
    workloads
      .filter(({ name }) => !system.workloadNames.includes(name))
      .map(({ name }) => ({
        field: `systems.${system.name}.workloadNames`,
        value: system.workloadNames,
        remedy: `must name ${name}, which the system has`,
      })),
  );
}

function repeated(
  named: readonly { readonly name: string; readonly field: string }[],
  why: string,
): readonly ConfigProblem[] {
  return named.flatMap(({ name, field }, index) => {
    const first = named.findIndex((other) => other.name === name);
    return first === index ? [] : [{ field, value: name, remedy: `${named[first]!.field} has it already; ${why}` }];
  });
}
