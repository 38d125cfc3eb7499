/** Which flows count as declared. That a cluster opens them alone is seen by `npm run drill -- reachability`. */
import { expect, it } from "@jest/globals";

import { workloadsOf } from "../../stacks/environment";
import { committedEnvironment } from "../../tests/support/stack-file";
import { declaredFlows, ELSEWHERE, STRANGER } from "./expected";

const environment = committedEnvironment("mainnet");
const isDeclared = declaredFlows(workloadsOf(environment));
const ours = environment.namespaces.backend?.name ?? "";

it.each([
  [ours, "svc-identity", "postgres", 5432, true],
  [ours, "svc-identity", "postgres", 8008, false],
  [ours, "svc-identity", "kubernetes-api", 6443, false],
  [ours, "postgres", "postgres", 8008, true],
  [ours, "postgres", "kubernetes-api", 6443, true],
  [ours, STRANGER, "postgres", 5432, false],
  [ELSEWHERE, STRANGER, "svc-identity", 3000, false],
  [ELSEWHERE, STRANGER, "kubernetes-api", 6443, true],
  // A name alone is none of our workloads: its namespace counts.
  [ELSEWHERE, "svc-identity", "postgres", 5432, false],
  ["kube-system", "traefik", "svc-identity", 3000, true],
  ["kube-system", "traefik", "postgres", 5432, false],
] as const)("%s/%s to %s:%i: %s", (namespace, workload, to, port, expected) => {
  expect(isDeclared({ namespace, workload }, { to, port })).toBe(expected);
});
