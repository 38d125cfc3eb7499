import { commandResource } from "./command-resource";
import { runLocally } from "./run-local";

/** `command:local:Command`: a command on the machine that runs Pulumi. */
export const localCommand = commandResource({
  inputs: { interpreter: "list", dir: "string" },
  required: [],
  refused: {
    assetPaths: `"assetPaths" (files returned as assets) is not covered by this stand-in`,
    archivePaths: `"archivePaths" (files returned as an archive) is not covered by this stand-in`,
  },
  validate: () => [],
  run: runLocally,
});
