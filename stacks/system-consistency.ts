import type { ConfigProblem } from "./config-error";
import { OUTSIDE } from "./flows";
import { settingNames } from "./schema";
import type { System } from "./system";

/** What is wrong with a list of systems, whatever the settings: names that two of them have. */
export function systemProblems(systems: readonly System[]): readonly ConfigProblem[] {
  const frame = settingNames([]);
  return [
    ...repeated(
      [
        ...frame.map((name) => ({ name, field: `gx:${name}` })),
        ...systems.map(({ name }, index) => ({ name, field: `systems[${index}].name` })),
      ],
      "each system has a name, and with it a section of the settings, of its own",
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

function repeated(
  named: readonly { readonly name: string; readonly field: string }[],
  why: string,
): readonly ConfigProblem[] {
  return named.flatMap(({ name, field }, index) => {
    const first = named.findIndex((other) => other.name === name);
    return first === index ? [] : [{ field, value: name, remedy: `${named[first]!.field} has it already; ${why}` }];
  });
}
