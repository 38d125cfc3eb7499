import type { KubernetesObject } from "./kubernetes-object";
import { type RunningServer, runningServer } from "./running-server";

/** How the last part of an image's repository begins where it is a server that speaks Redis' protocol. */
const SERVER = /^(redis|valkey|keydb)/;
/** What is in such a name where the image only has to do with one. */
const NO_SERVER = /exporter|operator|backup|client|proxy|commander|insight/;

/** The servers of Redis, Valkey or KeyDB that an object runs, and their Sentinels: see {@link runningServer}. */
export function redisServerOf(object: KubernetesObject): RunningServer | undefined {
  return runningServer(object, (name) => SERVER.test(name) && !NO_SERVER.test(name));
}
