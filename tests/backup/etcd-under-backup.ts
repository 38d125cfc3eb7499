import { chmodSync, cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { imageReference } from "../../components/shared/images";
import { ENVIRONMENT, ETCD_TOOLS } from "../../images/etcd-tools/image";
import { imageRootfs } from "../../images/image-rootfs";
import { bootstrapEntry, madeServerToken } from "../../lab/k3s-bootstrap";
import { layoutOf } from "../../lab/lab";
import { ENCRYPTION_CONFIG } from "../../lab/pki";
import { silent } from "../../toolchain/progress";
import { startPodsLab } from "../process-pods/pods-lab";
import { ProcessPods } from "../process-pods/process-pods";
import { EtcdSnapshots } from "../support/etcd-snapshots";
import type { TestLab } from "../support/test-lab";
import { BackupCommands } from "./backup-commands";
import { backupImages } from "./backup-images";
import { BackupUnderTest } from "./backup-under-test";

/** Mainnet's namespace that has the store, and the one whose pods read files of the servers. */
const STORE_NAMESPACE = "backend-mainnet";
export const NAMESPACE = "hosts";

/** Where a K3s server has what is its own. */
const SERVER = "var/lib/rancher/k3s/server";

/**
 * A lab's etcd, snapshots of which lie where K3s lays them, with a token and the API server's own encryption configuration beside; and
 * mainnet's backups of it.
 */
export class EtcdUnderBackup {
  /** The server's. */
  readonly token = madeServerToken();
  private ended: Promise<void> | undefined;

  private constructor(
    readonly lab: TestLab,
    private readonly storePods: ProcessPods,
    private readonly pods: ProcessPods,
    readonly backup: BackupUnderTest,
    readonly commands: BackupCommands,
    readonly snapshots: EtcdSnapshots,
    private readonly nodeRoot: string,
  ) {}

  /** Starts a lab called `name`. */
  static async start(name: string): Promise<EtcdUnderBackup> {
    const rootfs = await imageRootfs("etcd-tools", silent);
    const images = { ...(await backupImages()), [imageReference(ETCD_TOOLS)]: { rootfs, environment: ENVIRONMENT } };
    const { lab, pods: storePods } = await startPodsLab(name, STORE_NAMESPACE, { images }, [NAMESPACE]);
    try {
      const { kubeconfigPath, folder } = lab.lab;
      const nodeRoot = join(folder, "node-root");
      const pods = await ProcessPods.start({
        ...{ kubeconfigPath, images, nodeRoot, namespace: NAMESPACE, servicesOf: STORE_NAMESPACE },
        dataFolder: join(folder, "hosts-pods"),
      });
      try {
        const jobs = { pods, namespace: NAMESPACE };
        const backup = await BackupUnderTest.start(lab, storePods, false, undefined, jobs);
        const commands = await BackupCommands.start(lab, pods);
        const snapshots = await EtcdSnapshots.of(lab);
        const etcd = new EtcdUnderBackup(lab, storePods, pods, backup, commands, snapshots, nodeRoot);
        await etcd.installServer();
        return etcd;
      } catch (error) {
        await pods.dispose();
        throw error;
      }
    } catch (error) {
      await storePods.dispose();
      await lab.dispose();
      throw error;
    }
  }

  /** Has a snapshot taken, and lays it where K3s does, as one of so many minutes ago. Gives its name. */
  async takeSnapshot(minutesAgo = 0): Promise<string> {
    const takenAt = Math.floor(Date.now() / 1000) - minutesAgo * 60;
    const file = join(this.snapshotsFolder, `etcd-snapshot-srv1089618-${takenAt}`);
    await this.snapshots.save(file);
    return basename(file);
  }

  /** Removes all snapshots of the server. */
  loseSnapshots(): void {
    for (const name of readdirSync(this.snapshotsFolder)) rmSync(join(this.snapshotsFolder, name));
  }

  /** Where a file of the server lies. */
  serverFile(name: "token" | "encryption-config.yaml" | `db/snapshots/${string}`): string {
    return join(this.nodeRoot, SERVER, name);
  }

  /** The API server's encryption configuration. */
  get encryptionConfig(): string {
    const { folder } = this.lab.lab;
    const { pkiFolder } = layoutOf({ name: basename(folder), labsFolder: dirname(folder) });
    return join(pkiFolder, ENCRYPTION_CONFIG);
  }

  /** Ends all pods, so that the control plane can be stopped under them. */
  endPods(): Promise<void> {
    this.ended ??= this.disposeOfPods();
    return this.ended;
  }

  async dispose(): Promise<void> {
    await this.endPods();
    await this.lab.dispose();
  }

  private async disposeOfPods(): Promise<void> {
    await this.commands.dispose();
    await this.pods.dispose();
    await this.storePods.dispose();
  }

  private get snapshotsFolder(): string {
    return join(this.nodeRoot, SERVER, "db/snapshots");
  }

  /** As K3s leaves them: root's, and nobody else may look. */
  private async installServer(): Promise<void> {
    mkdirSync(this.snapshotsFolder, { recursive: true });
    chmodSync(join(this.nodeRoot, SERVER), 0o700);
    chmodSync(this.snapshotsFolder, 0o700);
    writeFileSync(this.serverFile("token"), `${this.token}\n`, { mode: 0o600 });
    cpSync(this.encryptionConfig, this.serverFile("encryption-config.yaml"));
    const { key, value } = bootstrapEntry(this.token);
    await this.snapshots.put(key, value);
  }
}
