import { randomInt } from "node:crypto";

import { progressTo } from "../toolchain/progress";
import { runMain } from "../toolchain/user-error";
import { HELP, wantedDrill } from "./command-line";
import { drillNodes } from "./nodes";

runMain(async () => {
  const wanted = wantedDrill(process.argv.slice(2), randomInt(1_000_000_000));
  if (wanted === "help") process.stdout.write(HELP);
  else await drillNodes(wanted, progressTo(process.stdout));
});
