/** That the commands know every source that the program declares, with what proves it and all of its targets. */
import { describe, expect, it } from "@jest/globals";
import { ENVIRONMENT_NAMES } from "../../components/shared/environments";
import { workloadsOf } from "../../stacks/environment";
import { backupAnnotations } from "../../stacks/workload-shells";
import { committedEnvironment } from "../../tests/support/stack-file";
import type { CronJob } from "./kubernetes-types";
import { sourcesIn } from "./sources";

describe.each(ENVIRONMENT_NAMES)("%s", (environment) => {
  const workloads = workloadsOf(committedEnvironment(environment));
  const cronJobs = workloads
    .filter(({ controller }) => controller === "CronJob")
    .map(
      (workload) =>
        ({
          metadata: { name: workload.name, namespace: workload.namespace, annotations: backupAnnotations(workload) },
        }) as CronJob,
    );
  const sources = sourcesIn(cronJobs);

  it("has its sources, and what backs up several times as one", () => {
    expect(sources.map(({ name, namespace }) => `${namespace}/${name}`)).toEqual([
      ...(environment === "mainnet" ? ["hosts/etcd-dump"] : []),
      ...["backend/objects-dump", "backend/postgres-backup", "backend/postgres-dump", "backend/redis-dump"],
    ]);
  });

  it.each(sources.map((source) => [source.name, source] as const))("says all of %s", (_name, source) => {
    expect(source).toMatchObject({ tests: [expect.anything()], recoveryPointHours: expect.any(Number) });
    expect(source.recoveryTimeMinutes).toBe(15);
  });

  it("has no restore test of what nobody makes", () => {
    const known = sources.flatMap(({ tests }) => tests.map(({ metadata }) => metadata?.name));
    const declared = workloads.filter(({ restores }) => restores).map(({ name }) => name);
    expect([...known].sort()).toEqual([...declared].sort());
  });
});
