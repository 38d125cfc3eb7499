import type { Policies } from "@pulumi/policy";
import { availability } from "./availability";
import { backupCoverage } from "./backup-coverage";
import { backupWindows } from "./backup-windows";
import { containerResources } from "./container-resources";
import { dataClaims } from "./data-claims";
import { dataProtection } from "./data-protection";
import { defaultDeny } from "./default-deny";
import { exceptions } from "./exceptions";
import { imagePins } from "./image-pins";
import { leastPrivilege } from "./least-privilege";
import { namedTargetPorts } from "./named-target-ports";
import { noDefaultNamespace } from "./no-default-namespace";
import { noPlainSecrets } from "./no-plain-secrets";
import { nodeLabels } from "./node-labels";
import { nodeRole } from "./node-role";
import { objectStore } from "./object-store";
import { oddVoters } from "./odd-voters";
import { postgresAccess } from "./postgres-access";
import { postgresDurability } from "./postgres-durability";
import { postgresReplication } from "./postgres-replication";
import { priorityClass } from "./priority-class";
import { probes } from "./probes";
import { quorumBudgets } from "./quorum-budgets";
import { redisAccess } from "./redis-access";
import { redisReplication } from "./redis-replication";
import { restrictedPodSecurity } from "./restricted-pod-security";
import { rolloutHygiene } from "./rollout-hygiene";
import { scheduledJobs } from "./scheduled-jobs";
import { selectorsResolve } from "./selectors-resolve";
import { serviceAccounts } from "./service-accounts";
import { serviceExposure } from "./service-exposure";
import type { Dated } from "./verdict";

/** The rules that an object can be excepted from, in the order in which docs/policies.md has them. */
const RULES: readonly Dated<Policies[number]>[] = [
  imagePins,
  nodeRole,
  availability,
  quorumBudgets,
  restrictedPodSecurity,
  defaultDeny,
  probes,
  containerResources,
  rolloutHygiene,
  scheduledJobs,
  backupCoverage,
  backupWindows,
  dataClaims,
  dataProtection,
  postgresReplication,
  postgresDurability,
  postgresAccess,
  redisReplication,
  redisAccess,
  objectStore,
  priorityClass,
  selectorsResolve,
  namedTargetPorts,
  serviceAccounts,
  serviceExposure,
  leastPrivilege,
  noPlainSecrets,
  noDefaultNamespace,
  nodeLabels,
  oddVoters,
];

/** Every policy of the pack. `today` decides which exceptions have expired; only its UTC date counts. */
export function policiesAsOf(today: Date): Policies {
  const policies = RULES.map((rule) => rule(today));
  const names = policies.map(({ name }) => name);
  return [...policies, exceptions(names, today)];
}
