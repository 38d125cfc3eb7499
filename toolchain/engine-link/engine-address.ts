/**
 * The engine's own gRPC address among the arguments it starts a plugin with: the last one of the form `host:port`.
 * The others (`-root DIR`, `--logtostderr`, `-v=9`, `--tracing URL` …) are settings of the official, Go-written plugins.
 *
 * @returns undefined where a plugin is started by hand, without an engine.
 */
export function engineAddressFrom(args: readonly string[]): string | undefined {
  return args.findLast((argument) => /^(\[[\da-f:]+\]|[\w.]+):\d+$/i.test(argument));
}
