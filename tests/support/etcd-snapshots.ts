import { rename, rm } from "node:fs/promises";
import * as path from "node:path";
import { etcdctlOptions } from "../../lab/etcd-client";
import { layoutOf, stopLab } from "../../lab/lab";
import { LOOPBACK } from "../../lab/ports";
import { readState } from "../../lab/state";
import { ensureToolchain } from "../../toolchain";
import { silent } from "../../toolchain/progress";
import { runCommand } from "../../toolchain/run-command";
import type { TestLab } from "./test-lab";

/** Snapshots of a lab's etcd, by etcd's own programs. All throw what these print where they fail. */
export class EtcdSnapshots {
  private constructor(
    private readonly reference: { readonly name: string; readonly labsFolder: string },
    private readonly programs: Awaited<ReturnType<typeof ensureToolchain>>,
  ) {}

  /** @throws UserError where the programs can't be had */
  static async of({ lab }: TestLab): Promise<EtcdSnapshots> {
    const reference = { name: path.basename(lab.folder), labsFolder: path.dirname(lab.folder) };
    return new EtcdSnapshots(reference, await ensureToolchain(["etcdctl", "etcdutl"], silent));
  }

  /** Asks the running member for one. */
  save(file: string): Promise<void> {
    return this.ask("snapshot", "save", file);
  }

  /** Has the running member keep a value. */
  put(key: string, value: string): Promise<void> {
    return this.ask("put", key, value);
  }

  /** Stops the lab and deletes all data of etcd. */
  async loseAll(): Promise<void> {
    await stopLab({ ...this.reference, progress: silent });
    await rm(layoutOf(this.reference).etcdFolder, { recursive: true });
  }

  /** Makes new data of one for the stopped lab, as a member that is alone: what K3s does at `--cluster-reset-restore-path`. */
  async restore(file: string): Promise<void> {
    const { etcdFolder } = layoutOf(this.reference);
    // Where it is refused, etcdutl leaves a part of it behind.
    const made = `${etcdFolder}.restored`;
    await rm(made, { recursive: true, force: true });
    const peer = `https://${LOOPBACK}:${this.ports["etcd-peer"]}`;
    await this.run("etcdutl", [
      ...["snapshot", "restore", file, `--data-dir=${made}`],
      ...["--name=lab", `--initial-cluster=lab=${peer}`, `--initial-advertise-peer-urls=${peer}`],
    ]);
    await rename(made, etcdFolder);
  }

  private ask(...words: readonly string[]): Promise<void> {
    const { pkiFolder } = layoutOf(this.reference);
    return this.run("etcdctl", [...etcdctlOptions(pkiFolder, this.ports["etcd-client"]), ...words]);
  }

  private get ports() {
    return readState(layoutOf(this.reference))!.ports;
  }

  private async run(program: "etcdctl" | "etcdutl", args: readonly string[]): Promise<void> {
    const { code, output } = await runCommand(this.programs.path(program), args);
    if (code !== 0) throw new Error(`${program} ${args.join(" ")} ended with ${code}:\n${output}`);
  }
}
