import { commandResource } from "./command-resource";
import { checkConnection } from "./connection";
import { runRemotely } from "./run-remote";

/** `command:remote:Command`: a command on another host, over SSH. */
export const remoteCommand = commandResource({
  inputs: { connection: "map" },
  required: ["connection"],
  refused: {},
  validate: ({ connection }) => checkConnection(connection),
  run: runRemotely,
});
