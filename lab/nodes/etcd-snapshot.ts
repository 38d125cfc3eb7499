import { rmSync } from "node:fs";
import { join } from "node:path";

import { run } from "../../images/run";
import { ensureToolchain } from "../../toolchain";
import { silent } from "../../toolchain/progress";
import { UserError } from "../../toolchain/user-error";
import { etcdctlOptions } from "../etcd-client";
import { bootstrapEntry } from "../k3s-bootstrap";
import { insideNetwork } from "./frame";
import type { RealLab } from "./real-lab";
import { readRealState } from "./real-state";
import { laySnapshot, serverToken } from "./server-files";

/**
 * Does what K3s' clock does on each server: has a snapshot taken of the lab's etcd by etcd's own program, and lays it on every node. As
 * the lab has one member of etcd, all nodes have the same one.
 * @throws UserError where the lab or its etcd doesn't run, or the program can't be had
 */
export async function takeEtcdSnapshot({ layout }: RealLab): Promise<void> {
  const etcdctl = (await ensureToolchain(["etcdctl"], silent)).path("etcdctl");
  const state = readRealState(layout);
  if (!state?.ports) throw new UserError(`lab "${layout.name}" doesn't say what its etcd listens on: start it anew`);
  const options = etcdctlOptions(layout.pkiFolder, state.ports["etcd-client"]);
  const ask = (...words: readonly string[]) => {
    // Only the network is the lab's: the program and its files are where they are for everybody.
    const [program = "", ...args] = [...insideNetwork(layout), etcdctl, ...options, ...words];
    return run(program, args);
  };
  const file = join(layout.cacheFolder, "etcd-snapshot");
  const takenAt = new Date();
  try {
    const { key, value } = bootstrapEntry(serverToken(layout.pkiFolder));
    await ask("put", key, value);
    await ask("snapshot", "save", file);
    for (const { name } of state.nodes) laySnapshot(layout, name, file, takenAt);
  } finally {
    rmSync(file, { force: true });
  }
}
