import { runMain } from "../toolchain/user-error";
import { runCommandLine } from "./command-line";
import { COMMANDS } from "./commands";

runMain(() => runCommandLine(process.argv.slice(2), COMMANDS));
