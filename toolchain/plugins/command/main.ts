/** pulumi-resource-command in TypeScript, for machines where the official plugin can't be had: local and remote Command. */
import { TOOL_VERSIONS } from "../../../stacks/versions";
import { serveStandIn } from "../shared/serve-stand-in";
import { localCommand } from "./local-command";
import { remoteCommand } from "./remote-command";

serveStandIn({
  name: "command",
  version: TOOL_VERSIONS["pulumi-resource-command"],
  types: { "command:local:Command": localCommand, "command:remote:Command": remoteCommand },
});
