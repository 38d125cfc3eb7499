import type { ConfigProblem } from "../../stacks/config-error";
import type { EnvironmentFrame } from "../../stacks/environment";
import { timeBudgetProblems } from "../../stacks/failover-time-rules";
import { nodesWithRole } from "../../stacks/topology";
import type { Workload } from "../../stacks/workload";
import { certificateMonthProblems } from "../certificates/system-authority";
import type { ObjectStoreSettings } from "../objectstore/settings";
import { backupProblems } from "./backup/consistency";
import { leastMemoryMebibytes } from "./memory";
import { POSTGRES } from "./names";
import { LEAST_SESSIONS_A_POD, podsThatLogIn } from "./sessions";
import type { PostgresSettings } from "./settings";

const SETTING = `gx:${POSTGRES}`;

/** What contradicts in the settings of the database, with each other and with the environment. */
export function postgresProblems(
  settings: PostgresSettings,
  { servers, nodeRole, name, secretSections }: EnvironmentFrame,
  workloads: readonly Workload[],
  objectStore: ObjectStoreSettings | undefined,
): readonly ConfigProblem[] {
  return [
    ...replicasProblems(settings, nodesWithRole(servers, nodeRole).length, name),
    ...memoryProblems(settings, workloads),
    ...certificateMonthProblems(`${SETTING}.certificatesFrom`, settings.certificatesFrom),
    ...timeBudgetProblems(settings.failover, `${SETTING}.failover`),
    ...(settings.backup
      ? backupProblems(settings.backup, { objectStore, isSecret: secretSections.includes(POSTGRES) })
      : []),
  ];
}

function replicasProblems(
  { replicas, synchronous }: PostgresSettings,
  nodes: number,
  environment: string,
): readonly ConfigProblem[] {
  const field = `${SETTING}.replicas`;
  const problem = (remedy: string) => [{ field, value: replicas, remedy }];
  if (nodes > 1 && replicas < 3) {
    return problem(`must be at least 3: ${environment} has ${nodes} nodes, and the loss of one must lose no write`);
  }
  if (replicas % 2 === 0) return problem("must be odd: one more fails no later, and costs every write");
  if (replicas === 1 && synchronous !== "off") {
    const remedy = "must be off: there is no second member that a commit could wait for";
    return [{ field: `${SETTING}.synchronous`, value: synchronous, remedy }];
  }
  return [];
}

function memoryProblems({ resources }: PostgresSettings, workloads: readonly Workload[]): readonly ConfigProblem[] {
  const sessions = podsThatLogIn(workloads) * LEAST_SESSIONS_A_POD;
  const least = leastMemoryMebibytes(sessions);
  if (resources.memoryLimitMebibytes >= least) return [];
  const remedy = `must be at least ${least}: ${sessions} sessions, ${LEAST_SESSIONS_A_POD} for each pod that logs in`;
  return [{ field: `${SETTING}.resources.memoryLimitMebibytes`, value: resources.memoryLimitMebibytes, remedy }];
}
