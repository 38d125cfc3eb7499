import { runStack } from "./stacks/run-stack";
import { SYSTEMS } from "./stacks/systems";

/** Load, check, deploy, export. */
export = () => runStack(SYSTEMS);
