import { CONTAINERS } from "../../components/backup/names";
import { FOLDERS } from "../../components/postgres/names";
import { UserError } from "../../toolchain/user-error";
import type { CopyJob } from "./copy-job";
import type { CronJob } from "./kubernetes-types";
import { fetching, named, podOf } from "./requested-job";
import { nameOf } from "./sources";

/**
 * A Job that loads a dump of the database into one that has nothing yet, by the dump's own restore test: in a pod like that of the physical
 * backups' test, which alone of those that reach the store reaches the database too, and with its administrator's certificate.
 * @param test of the dump
 * @param reaching the physical backups'
 * @param which the dump's stamp; the newest without it
 * @throws UserError where one of both isn't what it must be
 */
export function loadJob(test: CronJob, reaching: CronJob, database: string, which: string | undefined): CopyJob {
  const [pod, ground] = [podOf(test), podOf(reaching)];
  const [prove] = pod.containers;
  const fetch = pod.initContainers?.find(({ name }) => name === CONTAINERS.fetch);
  const admin = ground.containers
    .flatMap(({ volumeMounts = [] }) => volumeMounts)
    .find(({ mountPath }) => mountPath === FOLDERS.adminTls);
  const adminVolume = ground.volumes?.find(({ name }) => name === admin?.name);
  if (!prove || !fetch || !admin || !adminVolume) {
    throw new UserError(
      `${nameOf(test)} and ${nameOf(reaching)} aren't as this checkout declares them: deploy it, or take one of what is deployed`,
    );
  }
  const load = {
    ...prove,
    name: "load",
    command: ["/opt/gx/load-dump", database],
    volumeMounts: [...(prove.volumeMounts ?? []), admin],
  };
  const { spec } = reaching.spec!.jobTemplate;
  const job = {
    ...named(test, "load"),
    spec: {
      ...spec,
      // What is there by then isn't written over: a second try would be refused.
      backoffLimit: 0,
      template: {
        ...spec!.template,
        spec: {
          ...ground,
          initContainers: [fetching(fetch, which)],
          containers: [load],
          volumes: [...(pod.volumes ?? []), adminVolume],
        },
      },
    },
  };
  return { job, container: load.name };
}
