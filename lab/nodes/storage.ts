import { existsSync } from "node:fs";

import { run } from "../../images/run";

/** What the volumes of one node have together. Of the machine's disk it takes what is written. */
export const STORAGE_MEBIBYTES = 2048;

/** Where a node has its volumes, as K3s has them: node-init.sh mounts their file system there. */
export const STORAGE_FOLDER = "/var/lib/rancher/k3s/storage";

/**
 * Makes the file system that a node's volumes lie in, as a file, unless it is there: a full one is full for that node alone.
 * The node mounts it (node-init.sh), and the kernel takes back the mount and its loop device with the node.
 * @param file absolute; its folder exists
 */
export async function makeStorage(file: string): Promise<void> {
  if (existsSync(file)) return;
  await run("truncate", [`--size=${STORAGE_MEBIBYTES}M`, file]);
  // Nothing is kept back for root, so that the limit is the same for every pod; a new file's journal is empty already.
  await run("mkfs.ext4", ["-q", "-F", "-m", "0", "-E", "lazy_journal_init=1", file]);
}
