import type { ServerUnaryCall } from "@grpc/grpc-js";
import { RunResponse, type RunRequest } from "@pulumi/pulumi/proto/language_pb";
import { end, ending, type Children } from "./children";
import { programCommandLine } from "./command-line";

/** The SDK's exit code for "the user has already been told why" (`@pulumi/pulumi/cmd/run`). */
const ALREADY_EXPLAINED = 32;

/** Runs a Pulumi program to its end; what it prints is printed by the host, for the engine to show. */
export async function runProgram(
  call: Pick<ServerUnaryCall<RunRequest, RunResponse>, "request" | "on">,
  children: Children,
  engineAddress: string | undefined,
): Promise<RunResponse> {
  const commandLine = programCommandLine(call.request, engineAddress);
  const child = children.start(commandLine, call.request.getInfo()?.getProgramDirectory() || call.request.getPwd());
  child.stdout.pipe(process.stdout, { end: false });
  child.stderr.pipe(process.stderr, { end: false });
  call.on("cancelled", () => void end(child));
  return responseTo(await ending(child));
}

/** What the engine is told about how a program ended: silence for success and for an error that the user has seen. */
export function responseTo(outcome: { code: number | null; signal: NodeJS.Signals | null }): RunResponse {
  const response = new RunResponse();
  if (outcome.code === ALREADY_EXPLAINED) response.setBail(true);
  else if (outcome.signal !== null) response.setError(`Program was ended by ${outcome.signal}`);
  else if (outcome.code !== 0) response.setError(`Program exited with non-zero exit code: ${outcome.code}`);
  return response;
}
