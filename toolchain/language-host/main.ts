/**
 * pulumi-language-nodejs in TypeScript: lets the Pulumi engine run this repository's programs and policy packs where the
 * official, Go-written host can't be had. Started by the engine with its address; prints the port it serves on.
 */
import { LanguageRuntimeService } from "@pulumi/pulumi/proto/language_grpc_pb";
import { engineAddressFrom } from "../engine-link/engine-address";
import { servePlugin } from "../engine-link/serve-plugin";
import { Children } from "./children";
import { languageRuntime } from "./service";

const engineAddress = engineAddressFrom(process.argv.slice(2));
const children = new Children();

void servePlugin({
  service: LanguageRuntimeService,
  implementation: languageRuntime(children, engineAddress),
  engineAddress,
  end: () => children.end(),
});
