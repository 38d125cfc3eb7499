import { Server, ServerCredentials, type ServiceDefinition, type UntypedServiceImplementation } from "@grpc/grpc-js";
import { watchEngine } from "./engine-watch";

/** How long a plugin waits for what it started to end before it leaves anyway. */
const FAREWELL_MS = 2_000;

/** A plugin as the engine sees it: a gRPC service on a loopback port that ends with its engine. */
export interface Plugin {
  readonly service: ServiceDefinition;
  readonly implementation: UntypedServiceImplementation;
  /** The engine's `host:port`; undefined where the plugin is started by hand. */
  readonly engineAddress: string | undefined;
  /** Ends whatever the plugin has started (programs, connections). Called once, before the process leaves. */
  readonly end: () => Promise<void>;
}

/** Serves on a free loopback port, prints that port as the plugin protocol wants it, and leaves with the engine. */
export async function servePlugin(plugin: Plugin): Promise<void> {
  const server = new Server({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 });
  server.addService(plugin.service, plugin.implementation);

  let leaving = false;
  const leave = (): void => {
    if (leaving) return;
    leaving = true;
    setTimeout(() => process.exit(0), FAREWELL_MS).unref();
    void plugin.end().finally(() => process.exit(0));
  };
  process.on("SIGINT", leave);
  process.on("SIGTERM", leave);
  process.on("SIGHUP", leave);
  if (plugin.engineAddress !== undefined) watchEngine(plugin.engineAddress, leave);

  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  process.stdout.write(`${port}\n`);
}
