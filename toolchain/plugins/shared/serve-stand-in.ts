import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { engineAddressFrom } from "../../engine-link/engine-address";
import { logTo } from "../../engine-link/engine-log";
import { servePlugin } from "../../engine-link/serve-plugin";
import { UserError } from "../../user-error";
import { resourceProvider } from "./provider-service";
import type { StandIn } from "./resource-type";

/** Serves a stand-in as the engine expects of a plugin process: `pulumi-resource-NAME ENGINE_ADDRESS`. */
export function serveStandIn(standIn: StandIn): void {
  const engineAddress = engineAddressFrom(process.argv.slice(2));
  const controller = new AbortController();
  const abort = () => controller.abort(new UserError("cancelled"));
  void servePlugin({
    service: ResourceProviderService,
    implementation: resourceProvider(standIn, logTo(engineAddress), { signal: controller.signal, abort }),
    engineAddress,
    end: async () => abort(),
  });
}
