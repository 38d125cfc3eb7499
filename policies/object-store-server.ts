import type { KubernetesObject } from "./kubernetes-object";
import { type RunningServer, runningServer } from "./running-server";

/** How the last part of an image's repository begins where it is an S3 server that keeps objects in its own volume. */
const SERVER = /^(objectstore|versitygw)/;
/** What is in such a name where the image only has to do with one. */
const NO_SERVER = /exporter|operator|backup|client|proxy/;

/** The S3 servers over a volume that an object runs: see {@link runningServer}. */
export function objectStoreServerOf(object: KubernetesObject): RunningServer | undefined {
  return runningServer(object, (name) => SERVER.test(name) && !NO_SERVER.test(name));
}
