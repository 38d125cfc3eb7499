import { checkoutOnLab, type Ended, type LabCheckout } from "../lifecycle/lab-checkout";
import type { Executed } from "../process-pods/container-process";
import { KubeletLogs } from "../process-pods/kubelet-logs";
import type { ProcessPods } from "../process-pods/process-pods";
import { exited } from "../support/exited";
import type { TestLab } from "../support/test-lab";

/** What the command says that restores: how what it restored is looked at. */
const LOOK = /^ +Look at it: +kubectl -n (\S+) exec -it job\/(\S+) -c (\S+) -- (.+)$/m;

/** A backup that is restored beside what it is of. */
export interface Copy {
  /** What the command said that restored it. */
  readonly said: string;
  /** The command that it names to look at it, in words. */
  readonly look: readonly string[];
  /** Runs a program in its container. */
  inside(...words: readonly string[]): Promise<Executed>;
}

/** The commands of `npm run ops -- backup`, as processes, on a lab that is mainnet's cluster. */
export class BackupCommands {
  private copies = 0;

  private constructor(
    private readonly lab: TestLab,
    private readonly pods: ProcessPods,
    private readonly logs: KubeletLogs,
    readonly checkout: LabCheckout,
  ) {}

  /** Has the API server know what pods print, and makes a checkout whose stack file names the lab. */
  static async start(lab: TestLab, pods: ProcessPods): Promise<BackupCommands> {
    const logs = await KubeletLogs.start(lab, pods);
    return new BackupCommands(lab, pods, logs, await checkoutOnLab(lab, "mainnet"));
  }

  dispose(): Promise<void> {
    return this.logs.dispose();
  }

  /** A command's line, for {@link process.execPath}. */
  line(command: string, ...more: readonly string[]): readonly string[] {
    return ["toolchain/bootstrap.mjs", "ops/cli.ts", "backup", command, "--stack", "mainnet", ...more];
  }

  /** How a command ended, which must have been with that code. */
  async run(expected: number, command: string, ...more: readonly string[]): Promise<Ended> {
    const ended = await this.checkout.run(process.execPath, this.line(command, ...more));
    exited(expected, ended.code, ended.all);
    return ended;
  }

  /** Does something with the newest backup of a source, restored beside it, or with the one of that stamp, by more options. */
  async withCopy<T>(
    source: string,
    work: (copy: Copy) => Promise<T>,
    stamp?: string,
    ...more: readonly string[]
  ): Promise<T> {
    const which = [...(stamp === undefined ? [] : ["--backup", stamp]), ...more];
    const name = `copy-${++this.copies}-of-${source}`;
    const { stdout: said } = await this.run(0, "restore", "--source", source, "--to", name, ...which);
    const [, namespace, job, container, look] = LOOK.exec(said) ?? [];
    if (!namespace || job !== name || !container || !look)
      throw new Error(`restore said how to look at nothing: ${said}`);
    const inNamespace = `--namespace=${namespace}`;
    try {
      const pod = await this.lab.kubectl.run([
        ...["get", "pods", inNamespace, `--selector=job-name=${job}`, "--output=jsonpath={.items[0].metadata.name}"],
      ]);
      return await work({
        said,
        look: look.split(" "),
        inside: (...words) => this.pods.exec(pod, container, words),
      });
    } finally {
      await this.lab.kubectl.run(["delete", "job", job, inNamespace, "--cascade=foreground", "--wait=true"]);
    }
  }
}
