import { describe } from "@jest/globals";
import { declaredSkip } from "./declared-skip";

/**
 * Describes tests that this machine may be unable to run. Where it is, they are skipped and the output says why.
 * @param obstacle why they can't run here; `undefined` where they can
 */
export function describeUnless(obstacle: string | undefined, title: string, tests: () => void): void {
  if (obstacle === undefined) describe(title, tests);
  else describe.skip(declaredSkip(title, obstacle), tests);
}
