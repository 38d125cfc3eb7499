import { availableParallelism, release, totalmem, type } from "node:os";
import { TOOL_VERSIONS } from "../stacks/versions";

/** How many processes wanted a processor at once, on average over the last minute, before and after a benchmark. */
export interface Load {
  readonly before: number;
  readonly after: number;
}

/**
 * What numbers depend on: the machine, what else it did, and the versions. Neither dates nor names.
 * @param load where it isn't told of each number
 */
export function environmentFacts(command: string, load?: Load): string {
  return [
    `Measured by \`${command}\` on ${availableParallelism()} processors and ${Math.round(totalmem() / 2 ** 30)} GiB,`,
    `${type()} ${release()}, Node.js ${process.versions.node}, Pulumi ${TOOL_VERSIONS.pulumi} with its Kubernetes provider`,
    `${TOOL_VERSIONS["pulumi-resource-kubernetes"]}, Kubernetes and kubectl ${TOOL_VERSIONS.kubernetes}.`,
    ...(load ? [`Load average over a minute: ${load.before.toFixed(1)} before, ${load.after.toFixed(1)} after.`] : []),
  ].join(" ");
}
