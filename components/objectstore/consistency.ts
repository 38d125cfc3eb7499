import type { ConfigProblem } from "../../stacks/config-error";
import { certificateMonthProblems } from "../certificates/system-authority";
import type { ObjectStoreSettings } from "./settings";

/** What contradicts in the settings of the object store. */
export function objectStoreProblems({ certificatesFrom }: ObjectStoreSettings): readonly ConfigProblem[] {
  return certificateMonthProblems("gx:objectstore.certificatesFrom", certificatesFrom);
}
