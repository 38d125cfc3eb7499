import { copyFileSync, mkdirSync, readFileSync, renameSync } from "node:fs";
import { dirname, join } from "node:path";

import { makePrivateFolder, readIfPresent, writePrivately } from "../files";
import { madeServerToken } from "../k3s-bootstrap";
import { ENCRYPTION_CONFIG } from "../pki";
import { nodeFolders, type RealLayout } from "./real-layout";

/** Where a K3s server has what is its own, below its /var. */
const SERVER = "lib/rancher/k3s/server";
/** Where it lays the snapshots that it takes of its etcd, below that. */
const SNAPSHOTS = "db/snapshots";
/** In the lab's PKI folder: what its servers would know each other by. */
const TOKEN = "server-token";

/**
 * Gives a node what each K3s server has in files of its own, for pods that back them up: its token, the same on all of them, the API
 * server's encryption configuration, and the folder of snapshots. All nodes are servers. As K3s leaves them, for root alone. Those that
 * are there stay as they are.
 */
export function giveServerFiles(layout: RealLayout, name: string): void {
  const folder = serverFolder(layout, name);
  // The one above isn't private: volumes lie in it, too.
  mkdirSync(dirname(folder), { recursive: true });
  makePrivateFolder(join(folder, SNAPSHOTS));
  const encryption = readFileSync(join(layout.pkiFolder, ENCRYPTION_CONFIG), "utf8");
  const contents = { token: serverToken(layout.pkiFolder), "encryption-config.yaml": encryption };
  for (const [file, content] of Object.entries(contents)) {
    // A pod that has mounted one would go on with the old one.
    if (readIfPresent(join(folder, file)) !== content) writePrivately(join(folder, file), content);
  }
}

/**
 * Lays a snapshot of the lab's etcd on a node, whole or not at all, under the name that K3s gives to those which its clock takes.
 * @param file readable by its owner alone, as its copy then is
 */
export function laySnapshot(layout: RealLayout, name: string, file: string, takenAt: Date): void {
  // Not there on nodes of a lab that was started by a program which gave them none.
  giveServerFiles(layout, name);
  const called = `etcd-snapshot-${name}-${Math.floor(takenAt.getTime() / 1000)}`;
  const target = join(serverFolder(layout, name), SNAPSHOTS, called);
  copyFileSync(file, `${target}.part`);
  renameSync(`${target}.part`, target);
}

function serverFolder(layout: RealLayout, name: string): string {
  return join(nodeFolders(layout, name).var, SERVER);
}

/** The servers' token. Made when a lab's first node asks for it; a new start forgets it. */
export function serverToken(pkiFolder: string): string {
  const file = join(pkiFolder, TOKEN);
  const kept = readIfPresent(file);
  if (kept !== undefined) return kept;
  const made = `${madeServerToken()}\n`;
  writePrivately(file, made);
  return made;
}
