import type { KubernetesObject } from "./kubernetes-object";
import { type RunningServer, runningServer } from "./running-server";

/** How the last part of an image's repository begins where it is a PostgreSQL server, by itself or under Patroni. */
const SERVER = /^(postgres|postgis|patroni|spilo|timescaledb)/;
/** What is in such a name where the image only has to do with one. */
const NO_SERVER = /exporter|operator|backup|client|pool|bouncer/;

/** The PostgreSQL servers that an object runs: see {@link runningServer}. */
export function postgresServerOf(object: KubernetesObject): RunningServer | undefined {
  return runningServer(object, (name) => SERVER.test(name) && !NO_SERVER.test(name));
}
