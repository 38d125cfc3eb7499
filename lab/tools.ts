import { CONTROL_PLANE_TOOLS } from "../toolchain/tool-spec";

/** The programs a lab consists of, and kubectl to talk to it. */
export const LAB_TOOLS = CONTROL_PLANE_TOOLS;
/** One of {@link LAB_TOOLS}. */
export type LabTool = (typeof LAB_TOOLS)[number];

/** Where the programs lie. The toolchain's answer to `ensureToolchain(LAB_TOOLS, …)` is one. */
export interface LabTools {
  /** The absolute path of a program. */
  path(name: LabTool): string;
}
