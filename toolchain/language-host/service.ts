import {
  status,
  type handleServerStreamingCall,
  type handleUnaryCall,
  type UntypedServiceImplementation,
} from "@grpc/grpc-js";
import type { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Empty as EmptyMessage } from "google-protobuf/google/protobuf/empty_pb";
import {
  AboutResponse,
  GetRequiredPackagesResponse,
  type AboutRequest,
  type GetRequiredPackagesRequest,
  type RunPluginRequest,
  type RunPluginResponse,
  type RunRequest,
  type RunResponse,
} from "@pulumi/pulumi/proto/language_pb";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { TOOL_VERSIONS } from "../../stacks/versions";
import type { Children } from "./children";
import { runPlugin } from "./run-plugin";
import { runProgram } from "./run-program";

/**
 * The calls of Pulumi's LanguageRuntime that preview, up, destroy and policy packs need. gRPC answers the others
 * (code generation, packing, project templates …) with UNIMPLEMENTED, which is true.
 */
export function languageRuntime(children: Children, engineAddress: string | undefined): UntypedServiceImplementation {
  const getPluginInfo: handleUnaryCall<Empty, PluginInfo> = (_call, done) => {
    const info = new PluginInfo();
    info.setVersion(TOOL_VERSIONS.pulumi);
    done(null, info);
  };

  const about: handleUnaryCall<AboutRequest, AboutResponse> = (_call, done) => {
    const response = new AboutResponse();
    response.setExecutable(process.execPath);
    response.setVersion(process.version);
    done(null, response);
  };

  // Plugins are put in place before the engine starts, so there is nothing for it to look for or download.
  const getRequiredPackages: handleUnaryCall<GetRequiredPackagesRequest, GetRequiredPackagesResponse> = (_call, done) =>
    done(null, new GetRequiredPackagesResponse());

  const run: handleUnaryCall<RunRequest, RunResponse> = (call, done) => {
    runProgram(call, children, engineAddress).then(
      (response) => done(null, response),
      (error: unknown) => done({ code: status.FAILED_PRECONDITION, details: describe(error) }),
    );
  };

  const runPluginCall: handleServerStreamingCall<RunPluginRequest, RunPluginResponse> = (call) => {
    runPlugin(call, children).then(
      () => call.end(),
      (error: unknown) => call.emit("error", { code: status.FAILED_PRECONDITION, details: describe(error) }),
    );
  };

  const cancel: handleUnaryCall<Empty, Empty> = (_call, done) => {
    void children.end().then(() => done(null, new EmptyMessage()));
  };

  return { getPluginInfo, about, getRequiredPackages, run, runPlugin: runPluginCall, cancel };
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
