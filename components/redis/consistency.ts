import type { ConfigProblem } from "../../stacks/config-error";
import type { EnvironmentFrame } from "../../stacks/environment";
import { nodesWithRole } from "../../stacks/topology";
import { certificateMonthProblems } from "../certificates/system-authority";
import { leastMemoryMebibytes, leastVolumeMebibytes } from "./memory";
import type { RedisSettings } from "./settings";

const SETTING = "gx:redis";

/** What contradicts in the settings of redis, with each other and with the environment. */
export function redisProblems(
  settings: RedisSettings,
  { servers, nodeRole, name }: EnvironmentFrame,
): readonly ConfigProblem[] {
  return [
    ...replicasProblems(settings, nodesWithRole(servers, nodeRole).length, name),
    ...roomProblems(settings),
    ...certificateMonthProblems(`${SETTING}.certificatesFrom`, settings.certificatesFrom),
  ];
}

function replicasProblems({ replicas }: RedisSettings, nodes: number, environment: string): readonly ConfigProblem[] {
  const problem = (remedy: string) => [{ field: `${SETTING}.replicas`, value: replicas, remedy }];
  if (nodes > 1 && replicas < 3) {
    return problem(`must be at least 3: ${environment} has ${nodes} nodes, and Sentinels must outvote a lost one`);
  }
  return replicas % 2 === 0
    ? problem("must be odd: one more Sentinel fails no later, and needs one more to agree")
    : [];
}

function roomProblems({ dataMebibytes, resources, volumeMebibytes }: RedisSettings): readonly ConfigProblem[] {
  const rooms = [
    {
      field: "resources.memoryLimitMebibytes",
      value: resources.memoryLimitMebibytes,
      least: leastMemoryMebibytes(dataMebibytes),
      why: "twice the data while it is written out, and the server's own",
    },
    {
      field: "volumeMebibytes",
      value: volumeMebibytes,
      least: leastVolumeMebibytes(dataMebibytes),
      why: "the append-only file, its rewrite, and a copy from the primary",
    },
  ];
  return rooms
    .filter(({ value, least }) => value < least)
    .map(({ field, value, least, why }) => ({
      field: `${SETTING}.${field}`,
      value,
      remedy: `must be at least ${least} for dataMebibytes ${dataMebibytes}: ${why}`,
    }));
}
