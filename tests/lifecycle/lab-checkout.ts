import { spawn } from "node:child_process";
import { cpSync, readdirSync, symlinkSync } from "node:fs";
import * as path from "node:path";
import type { EnvironmentName } from "../../components/shared/labels";
import { stateFolder } from "../../lab/lab-stack";
import type { TestLab } from "../support/test-lab";

const CHECKOUT = path.resolve(__dirname, "../..");
const NOT_COPIED: ReadonlySet<string> = new Set(["node_modules", ".git", ".lab", ".toolchain", "coverage"]);

/** How a program ended. */
export interface Ended {
  /** Its exit code; null where a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  /** Everything that it printed, on both streams. */
  readonly all: string;
}

/** A copy of this checkout in which a stack file names a lab, as a committed one names a cluster: scripts take no others. */
export interface LabCheckout {
  readonly folder: string;
  /** Runs a program in it, with the lab's state and secrets, and more of the environment. */
  run(program: string, args: readonly string[], more?: NodeJS.ProcessEnv): Promise<Ended>;
}

/** Makes the copy in the lab's folder, which it goes with. */
export async function checkoutOnLab(test: TestLab, stack: EnvironmentName): Promise<LabCheckout> {
  const { folder } = test.lab;
  const copy = path.join(folder, "checkout");
  copyCheckout(copy);
  // Opening the stack writes its file.
  await test.stack(stack);
  cpSync(path.join(folder, "stacks", `Pulumi.${stack}.yaml`), path.join(copy, `Pulumi.${stack}.yaml`));
  const env = {
    ...process.env,
    PULUMI_BACKEND_URL: `file://${stateFolder({ folder })}?metadata=skip`,
    PULUMI_CONFIG_PASSPHRASE_FILE: path.join(folder, "passphrase"),
  };
  return { folder: copy, run: (program, args, more) => run(copy, program, args, { ...env, ...more }) };
}

/** Copies this checkout to a new folder, with its npm packages and without its history. */
export function copyCheckout(copy: string): void {
  for (const name of readdirSync(CHECKOUT).filter((entry) => !NOT_COPIED.has(entry))) {
    const filter = (file: string) => path.basename(file) !== "node_modules";
    cpSync(path.join(CHECKOUT, name), path.join(copy, name), { recursive: true, filter });
  }
  symlinkSync(path.join(CHECKOUT, "node_modules"), path.join(copy, "node_modules"));
}

/** Runs a program there, to its end. */
export function run(cwd: string, program: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
    const printed = { stdout: "", all: "" };
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      printed.stdout += text;
      printed.all += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => (printed.all += text));
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, ...printed }));
  });
}
