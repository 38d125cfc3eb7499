import type { Policies } from "@pulumi/policy";
import { availability } from "./availability";
import { defaultDeny } from "./default-deny";
import { imagePins } from "./image-pins";
import { nodeRole } from "./node-role";
import { restrictedPodSecurity } from "./restricted-pod-security";

/** Every policy of the pack. `today` decides which exceptions have expired; only its UTC date counts. */
export function policiesAsOf(today: Date): Policies {
  return [imagePins, nodeRole, availability, restrictedPodSecurity(today), defaultDeny];
}
