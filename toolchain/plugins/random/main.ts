/** pulumi-resource-random in TypeScript, for machines where the official plugin can't be had: RandomPassword, nothing else. */
import { TOOL_VERSIONS } from "../../../stacks/versions";
import { serveStandIn } from "../shared/serve-stand-in";
import { randomPassword } from "./random-password";

serveStandIn({
  name: "random",
  version: TOOL_VERSIONS["pulumi-resource-random"],
  types: { "random:index/randomPassword:RandomPassword": randomPassword },
});
