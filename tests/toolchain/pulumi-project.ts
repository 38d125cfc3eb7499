import { spawn, type ChildProcess } from "node:child_process";
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { delimiter, dirname, join, resolve } from "node:path";
import { ensureToolchain } from "../../toolchain";
import { silent } from "../../toolchain/progress";
import { TOOL_VERSIONS } from "../../stacks/versions";
import { exited } from "../support/exited";
import { until } from "../support/until";

const CHECKOUT = resolve(__dirname, "../..");

/** Beneath the checkout, so that programs find its node_modules; ignored by git and by every other tool. */
const SCRATCH = join(CHECKOUT, ".lab", "toolchain-tests");

/** The variable by which a test finds every process that a Pulumi run of its project has left behind. */
const MARK = "GX_TEST_PROJECT";

/** How a run ended and what it said, standard output and error together. */
interface Finished {
  readonly code: number | null;
  readonly output: string;
}

/**
 * A throw-away Pulumi project with a stack called "test", run by the real engine with this repository's language host and
 * plugin stand-ins, whatever else the machine has: its own PULUMI_HOME, its own file backend, a PATH of its own.
 */
export class PulumiProject {
  private constructor(
    /** The project's folder, where its program may write. */
    readonly folder: string,
    private readonly pulumi: string,
    private readonly backend: Readonly<Record<string, string>>,
  ) {}

  /**
   * Makes a project of these files (index.ts is the program) and its stack.
   * @param backend the environment by which its state is kept elsewhere than in a folder of its own
   * @throws Error where the stack can't be made, with what the engine says
   */
  static async create(
    files: Readonly<Record<string, string>>,
    backend: Readonly<Record<string, string>> = {},
  ): Promise<PulumiProject> {
    const pulumi = (await ensureToolchain(["pulumi"], silent)).path("pulumi");
    await mkdir(SCRATCH, { recursive: true });
    const project = new PulumiProject(await mkdtemp(join(SCRATCH, "project-")), pulumi, backend);
    await project.write("Pulumi.yaml", "name: toolchain-test\nruntime: nodejs\nmain: index.ts\n");
    for (const [name, content] of Object.entries(files)) await project.write(name, content);
    await mkdir(join(project.folder, "state"));
    await shim(join(project.folder, "bin"), "pulumi-language-nodejs", "language-host");
    for (const name of ["random", "command"] as const) {
      const version = TOOL_VERSIONS[`pulumi-resource-${name}`];
      const folder = join(project.folder, "home", "plugins", `resource-${name}-v${version}`);
      await shim(folder, `pulumi-resource-${name}`, `plugins/${name}`);
    }
    try {
      await project.succeed("stack", "init", "test");
    } catch (error) {
      await project.remove();
      throw error;
    }
    return project;
  }

  /** Replaces or adds a file. */
  async write(name: string, content: string): Promise<void> {
    const path = join(this.folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
  }

  /** A file's content; "" where there is none. */
  read(name: string): Promise<string> {
    return readFile(join(this.folder, name), "utf8").catch(() => "");
  }

  /** Starts `pulumi` without waiting for it. */
  start(...args: string[]): ChildProcess {
    return spawn(this.pulumi, [...args, "--non-interactive"], {
      cwd: this.folder,
      env: this.environment(),
      stdio: ["ignore", "pipe", "pipe"],
    });
  }

  /** Runs `pulumi` and returns what it said. @throws Error with all of it where it fails. */
  async succeed(...args: string[]): Promise<string> {
    const { code, output } = await finished(this.start(...args));
    return exited(0, code, output);
  }

  /** Runs `pulumi`, which must fail, and returns what it said. @throws Error with all of it where it succeeds. */
  async fail(...args: string[]): Promise<string> {
    const { code, output } = await finished(this.start(...args));
    return exited("failure", code, output);
  }

  /** The outputs of the stack, secrets in clear. */
  async outputs(): Promise<Record<string, string>> {
    const text = await this.succeed("stack", "output", "--show-secrets", "--json");
    return JSON.parse(text.slice(text.indexOf("{"), text.lastIndexOf("}") + 1)) as Record<string, string>;
  }

  /** The command lines of processes that runs of this project have started and that still live. Linux only. */
  async processes(): Promise<string[]> {
    return (await this.living()).map(({ commandLine }) => commandLine);
  }

  /** Waits until no process that a run of this project has started lives any more. */
  async allEnded(): Promise<void> {
    await until("every process has ended", async () => (await this.processes()).join("\n") || true);
  }

  /** Waits until a file of the project's folder holds something. */
  async written(name: string): Promise<void> {
    await until(`${name} is written`, async () => (await this.read(name)) !== "" || "it is empty");
  }

  /** Removes the project's folder, and ends what a failed test has left running. What it deployed must have been destroyed before. */
  async remove(): Promise<void> {
    for (const { pid } of await this.living()) process.kill(pid, "SIGKILL");
    await rm(this.folder, { recursive: true, force: true });
  }

  private async living(): Promise<{ pid: number; commandLine: string }[]> {
    const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
    const found = await Promise.all(
      pids.map(async (pid) => {
        const environment = await readFile(`/proc/${pid}/environ`, "utf8").catch(() => "");
        if (!environment.split("\0").includes(`${MARK}=${this.folder}`)) return [];
        const commandLine = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
        return commandLine === "" ? [] : [{ pid: Number(pid), commandLine: commandLine.replaceAll("\0", " ") }];
      }),
    );
    return found.flat();
  }

  private environment(): NodeJS.ProcessEnv {
    return {
      HOME: this.folder,
      PATH: [join(this.folder, "bin"), dirname(process.execPath), "/usr/bin", "/bin"].join(delimiter),
      PULUMI_HOME: join(this.folder, "home"),
      PULUMI_BACKEND_URL: `file://${join(this.folder, "state")}`,
      PULUMI_CONFIG_PASSPHRASE: "only for this test",
      PULUMI_STACK: "test",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      PULUMI_NODEJS_TRANSPILE_ONLY: "true",
      NO_COLOR: "1",
      ...this.backend,
      [MARK]: this.folder,
    };
  }
}

/** Waits for a process to end and collects what it says. */
export function finished(child: ChildProcess): Promise<Finished> {
  return new Promise((resolve, reject) => {
    let output = "";
    child.stdout?.on("data", (bytes: Buffer) => (output += bytes.toString()));
    child.stderr?.on("data", (bytes: Buffer) => (output += bytes.toString()));
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, output }));
  });
}

async function shim(folder: string, name: string, entry: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const main = join(CHECKOUT, "toolchain", entry, "main.ts");
  const command = [process.execPath, "--require", require.resolve("tsx/cjs"), main]
    .map((word) => `'${word}'`)
    .join(" ");
  await writeFile(join(folder, name), `#!/bin/sh\nexec ${command} "$@"\n`);
  await chmod(join(folder, name), 0o755);
}
