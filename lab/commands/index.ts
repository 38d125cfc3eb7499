import type { Commands } from "../command-line";
import { fault } from "./fault";
import { reset } from "./reset";
import { start } from "./start";
import { status } from "./status";
import { stop } from "./stop";
import { up } from "./up";

/** All subcommands of `lab`, in the order the help lists them. */
export const COMMANDS: Commands = { start, up, status, stop, reset, fault };
