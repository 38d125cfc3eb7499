import type { Policies } from "@pulumi/policy";
import { availability } from "./availability";
import { awaitedWorkloads } from "./awaited-workloads";
import { containerResources } from "./container-resources";
import { defaultDeny } from "./default-deny";
import { imagePins } from "./image-pins";
import { leastPrivilege } from "./least-privilege";
import { noDefaultNamespace } from "./no-default-namespace";
import { noPlainSecrets } from "./no-plain-secrets";
import { nodeLabels } from "./node-labels";
import { nodeRole } from "./node-role";
import { oddVoters } from "./odd-voters";
import { probes } from "./probes";
import { restrictedPodSecurity } from "./restricted-pod-security";
import { rolloutHygiene } from "./rollout-hygiene";
import { selectorsResolve } from "./selectors-resolve";
import { serviceAccounts } from "./service-accounts";
import { serviceExposure } from "./service-exposure";

/** Every policy of the pack. `today` decides which exceptions have expired; only its UTC date counts. */
export function policiesAsOf(today: Date): Policies {
  return [
    imagePins,
    nodeRole,
    availability,
    restrictedPodSecurity(today),
    defaultDeny,
    probes,
    containerResources,
    rolloutHygiene,
    selectorsResolve,
    awaitedWorkloads,
    serviceAccounts,
    serviceExposure,
    leastPrivilege,
    noPlainSecrets,
    noDefaultNamespace,
    nodeLabels,
    oddVoters,
  ];
}
