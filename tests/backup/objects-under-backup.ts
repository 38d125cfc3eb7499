import { DUMP } from "../../components/backup/objects/dump-source";
import { waitUntil } from "../../lab/wait";
import { startPodsLab } from "../process-pods/pods-lab";
import type { ProcessPods } from "../process-pods/process-pods";
import { apply, WAIT_SECONDS } from "../support/bare-lab";
import { type DeclaredObject, declaredObjectsOf } from "../support/declared-objects";
import type { TestLab } from "../support/test-lab";
import { backupImages } from "./backup-images";
import { BackupCommands } from "./backup-commands";
import { BackupUnderTest } from "./backup-under-test";

/** Mainnet's namespace that has pods, and all of its namespaces. */
export const NAMESPACE = "backend-mainnet";
export const NAMESPACES = [NAMESPACE, "fabric", "monitoring"] as const;

/** What there is of Secrets: each one's data, in base64, by its name. */
export type Secrets = Readonly<Record<string, Readonly<Record<string, string>> | undefined>>;

/** What mainnet declares on a lab, with pods of the object store and of jobs alone, and its backups. */
export class ObjectsUnderBackup {
  private constructor(
    readonly lab: TestLab,
    private readonly pods: ProcessPods,
    readonly backup: BackupUnderTest,
    readonly commands: BackupCommands,
  ) {}

  /** Starts a lab called `name`. */
  static async start(name: string): Promise<ObjectsUnderBackup> {
    const { lab, pods } = await startPodsLab(name, NAMESPACE, { images: await backupImages() });
    try {
      const declared = await declaredObjectsOf(["postgres", "redis", "services"], {});
      await apply(lab.kubectl, ...declared.filter(({ kind }) => kind !== "Job").map(withoutPods));
      const backup = await BackupUnderTest.start(lab, pods, false);
      return new ObjectsUnderBackup(lab, pods, backup, await BackupCommands.start(lab, pods));
    } catch (error) {
      await pods.dispose();
      await lab.dispose();
      throw error;
    }
  }

  async dispose(): Promise<void> {
    await this.commands.dispose();
    await this.pods.dispose();
    await this.lab.dispose();
  }

  /** The Secrets of a namespace. */
  async secrets(namespace: string): Promise<Secrets> {
    const { items } = await this.lab.kubectl.get<{
      readonly items: readonly { readonly metadata: { readonly name: string }; readonly data?: Secrets[string] }[];
    }>("secrets", `--namespace=${namespace}`);
    return Object.fromEntries(items.map(({ metadata, data }) => [metadata.name, data]));
  }

  /** The newest dump, as kubectl takes it. @throws Error where it can't be read */
  dumped(): Promise<string> {
    return this.commands.withCopy(DUMP, async ({ look, inside }) => {
      const { exitCode, stdout, stderr } = await inside(...look);
      if (exitCode !== 0) throw new Error(`${look.join(" ")}: ${stderr}`);
      return stdout;
    });
  }

  /** What `kubectl auth` answers to the account that dumps. */
  async asDumper(...words: readonly string[]): Promise<string> {
    const account = `--as=system:serviceaccount:${NAMESPACE}:${DUMP}`;
    return (await this.lab.kubectl.attempt(["auth", ...words, account])).stdout.trim();
  }

  /** Waits until the API server says so of the account that dumps: it learns of roles a moment after they change. */
  async mayListSecrets(namespace: string, answer: "yes" | "no"): Promise<void> {
    await waitUntil(`list secrets in ${namespace}: ${answer}`, WAIT_SECONDS, async () => {
      const found = await this.asDumper("can-i", "list", "secrets", `--namespace=${namespace}`);
      return found === answer || found;
    });
  }
}

/** Declared as it is, but for how many pods there are. */
function withoutPods(object: DeclaredObject): DeclaredObject {
  const hasReplicas = ["StatefulSet", "Deployment"].includes(object.kind);
  const changes = { ...(hasReplicas && { replicas: 0 }), ...(object.kind === "CronJob" && { suspend: true }) };
  return { ...object, ...(object.spec && { spec: { ...object.spec, ...changes } }) };
}
