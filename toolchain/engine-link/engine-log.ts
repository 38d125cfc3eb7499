import { credentials } from "@grpc/grpc-js";
import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";

/** Where a plugin's words go: shown by the engine beside the resource they are about. */
export interface EngineLog {
  /** One line of information on the resource `urn`; shown while it is worked on, not kept in the final diagnostics. */
  status(urn: string, line: string): void;
}

/** The log of the engine at `address`; of nobody where there is no engine. A line that can't be delivered is dropped. */
export function logTo(address: string | undefined): EngineLog {
  if (address === undefined) return { status: () => undefined };
  const engine = new EngineClient(address, credentials.createInsecure());
  return {
    status(urn, line) {
      const request = new LogRequest();
      request.setSeverity(LogSeverity.INFO);
      request.setUrn(urn);
      request.setMessage(line);
      request.setEphemeral(true);
      engine.log(request, () => undefined);
    },
  };
}
