import type * as pulumi from "@pulumi/pulumi";
import type { BackupSource } from "../../stacks/backup-source";
import type { EnvironmentFrame } from "../../stacks/environment";
import type { Hands, SettingsOf, System } from "../../stacks/system";
import { postgresDumpSource } from "../postgres/backup/dump-source";
import { DUMP as POSTGRES_DUMP } from "../postgres/backup/names";
import { postgres } from "../postgres/system";
import { redisDumpSource } from "../redis/dump-source";
import { DUMP as REDIS_DUMP } from "../redis/names";
import { redis } from "../redis/system";
import { DUMP as ETCD_DUMP, etcdDumpSource } from "./etcd/dump-source";
import { OFF_SITE, REPOSITORY_OFF_SITE, restoreTestName } from "./names";
import { DUMP as OBJECTS_DUMP, objectsDumpSource } from "./objects/dump-source";

/** What a source may know of the environment. */
type Surroundings = Pick<EnvironmentFrame, "namespaces" | "access">;

/** What can be dumped once this stands. */
interface Ready {
  readonly ready: pulumi.Resource;
}

/** A source, and what it is in an environment; `undefined` where that doesn't have what is dumped. */
interface DeclaredSource {
  readonly name: string;
  /** The system that owns the state; absent of what no system owns. */
  readonly owner?: Hands<Ready>;
  in(settingsOf: SettingsOf, environment: Surroundings): BackupSource | undefined;
}

/** All sources, in whatever environment. */
const SOURCES: readonly DeclaredSource[] = [
  ofSystem(POSTGRES_DUMP, postgres, postgresDumpSource),
  ofSystem(REDIS_DUMP, redis, redisDumpSource),
  {
    name: OBJECTS_DUMP,
    in: (_settingsOf, { namespaces }) =>
      // What opens the dump of etcd is a Secret in `hosts`: in this dump, whoever opens it would have the servers' keys.
      objectsDumpSource(Object.values(namespaces).flatMap(({ name, privileged }) => (privileged ? [] : [name]))),
  },
  {
    name: ETCD_DUMP,
    in: (_settingsOf, { namespaces, access }) => (namespaces.hosts ? etcdDumpSource(access.identity) : undefined),
  },
];

/** The names of all workloads for them. */
export const backupWorkloadNames = [
  ...SOURCES.flatMap(({ name }) => [name, restoreTestName(name)]),
  OFF_SITE,
  REPOSITORY_OFF_SITE,
];

/**
 * What an environment backs up.
 *
 * @param settingsOf the settings of the systems that own the state
 */
export function backupSources(settingsOf: SettingsOf, environment: Surroundings): readonly BackupSource[] {
  return SOURCES.flatMap((source) => source.in(settingsOf, environment) ?? []);
}

/** The systems whose state those are that an environment backs up. */
export function sourceOwners(settingsOf: SettingsOf, environment: Surroundings): readonly Hands<Ready>[] {
  return SOURCES.flatMap(({ owner, ...source }) => (owner && source.in(settingsOf, environment) ? [owner] : []));
}

/** @param declare what the source is, by the system's settings and the namespace that it stands in, which is `backend` */
function ofSystem<Settings>(
  name: string,
  owner: System<Settings, Ready>,
  declare: (settings: Settings, namespace: string) => BackupSource,
): DeclaredSource {
  return {
    name,
    owner,
    in(settingsOf, { namespaces }) {
      const settings = settingsOf(owner);
      return settings && declare(settings, namespaces.backend!.name);
    },
  };
}
