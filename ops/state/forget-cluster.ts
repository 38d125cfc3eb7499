import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { ClusterAccess } from "../../stacks/environment";
import type { Progress } from "../../toolchain/progress";
import { UserError } from "../../toolchain/user-error";
import { jsonWithin } from "../gate/preview";
import type { StackCommands } from "../workflows/stack-commands";
import { type Forgotten, forgotten } from "./forgotten";

/** The cluster that a kubeconfig's context leads to: its UID. @throws Error saying why, where none answers */
export type AskIdentity = (access: Pick<ClusterAccess, "kubeconfigPath" | "context">) => Promise<string | undefined>;

/** What a state is made to forget its cluster with. */
export interface ForgettingOptions {
  /** The cluster that the stack file names, and that takes the lost one's place. */
  readonly access: ClusterAccess;
  readonly askIdentity: AskIdentity;
  /** The folder that a relative path in the state starts from, and where the state as it was is kept. */
  readonly folder: string;
  readonly isDryRun: boolean;
  readonly now: Date;
}

/**
 * Has a stack's state forget the cluster that its objects were in, once that is lost and another takes its place: the next update
 * makes all of them anew. What is in the state alone, such as passwords, stays. The state as it was is written to a file first.
 *
 * @returns what was done, or would be, as text
 * @throws UserError where nothing would be forgotten, the cluster isn't another, the new one doesn't answer, or the old one does; the
 *   state is as it was then
 */
export async function forgetCluster(
  commands: StackCommands,
  { access, askIdentity, folder, isDryRun, now }: ForgettingOptions,
  progress: Progress,
): Promise<string> {
  const { stack } = commands;
  const exported = await exportOf(commands);
  const change = forgotten(JSON.parse(exported), `the state of ${stack}`);
  if (change.cluster === access.identity) {
    throw new UserError(
      `gx:clusterIdentity is ${access.identity}, and that is the cluster that the state of ${stack} has its ${change.objects} objects in; ` +
        "say first which cluster takes its place: README.md, Your own cluster",
    );
  }
  await progress.step("ask which cluster is the new one", () => assertNew(access, askIdentity));
  const old = await progress.step("ask whether the old one is gone", () => assertGone(change, folder, askIdentity));
  progress.info(`  ! ${old}`);
  if (isDryRun) return `${summary(stack, change, "would forget")}Nothing was changed.\n`;

  const keptFile = join(folder, `${stack}-${now.toISOString().replace(/[-:]|\.\d+/g, "")}.state.json`);
  keep(keptFile, exported);
  await importInto(commands, change.state, keptFile);
  return `${summary(stack, change, "forgot")}As it was: ${keptFile}
The way back: pulumi stack import --stack ${stack} --file ${keptFile}
Now: pulumi preview --policy-pack policies --stack ${stack}, which must show creates alone, and no RandomPassword among them.
`;
}

async function exportOf({ stack, state }: StackCommands): Promise<string> {
  const { exitCode, output, errors } = await state(["stack", "export"]);
  const exported = exitCode === 0 ? jsonWithin(output) : undefined;
  if (exported !== undefined) return exported;
  throw new UserError(
    `pulumi can't export the state of ${stack}: ${errors.trim() || output.trim() || "it printed none"}\n` +
      "See that PULUMI_BACKEND_URL names the place where its state is",
  );
}

/** A mistyped identity, or a kubeconfig that leads elsewhere, must not cost the record of where the objects are. */
async function assertNew(access: ClusterAccess, askIdentity: AskIdentity): Promise<void> {
  const found = await askIdentity(access);
  if (found === access.identity) return;
  throw new UserError(
    `gx:clusterIdentity is ${access.identity}: context ${access.context} of ${access.kubeconfigPath} leads to cluster ` +
      `${found ?? "without kube-system"}; correct one of them`,
  );
}

/** @returns what was found in its place, as a line for people: whoever can't be reached isn't known to be gone */
async function assertGone(
  { cluster, access, objects }: Forgotten,
  folder: string,
  askIdentity: AskIdentity,
): Promise<string> {
  if (access === undefined) return `the state doesn't say how cluster ${cluster} was reached: see that it is off`;
  const kubeconfigPath = resolve(folder, access.kubeconfigPath);
  const at = `context ${access.context} of ${kubeconfigPath}`;
  let found: string | undefined;
  try {
    found = await askIdentity({ ...access, kubeconfigPath });
  } catch (error) {
    const why = error instanceof Error ? error.message.replace(/\s+/g, " ") : String(error);
    return `cluster ${cluster} isn't reached by ${at}: see that its servers are off, and stay off (${why})`;
  }
  if (found !== cluster) return `${at} leads to cluster ${found ?? "without kube-system"} by now, not to ${cluster}`;
  throw new UserError(
    `cluster ${cluster} still answers, by ${at}: its ${objects} objects would run on, and nobody would own them. To move to another ` +
      "cluster on purpose, turn it off first; to stay, set gx:clusterIdentity back to it",
  );
}

function keep(file: string, exported: string): void {
  try {
    writeFileSync(file, exported, { mode: 0o600, flag: "wx" });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UserError(`the state as it is can't be kept in ${file}, so nothing was changed: ${why}`);
  }
}

async function importInto({ stack, state }: StackCommands, after: object, keptFile: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "gx-state-"));
  try {
    const file = join(folder, "after.json");
    writeFileSync(file, JSON.stringify(after), { mode: 0o600 });
    const { exitCode, output, errors } = await state(["stack", "import", "--file", file]);
    if (exitCode === 0) return;
    throw new UserError(
      `pulumi didn't take the state of ${stack} without its cluster, and it is as it was (also in ${keptFile}): ${errors.trim() || output.trim()}`,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function summary(stack: string, { cluster, objects, kept }: Forgotten, what: string): string {
  const stays = [...kept].map(([kind, count]) => `${count} ${kind}`).join(", ");
  return `The state of ${stack} ${what} cluster ${cluster}: ${objects} objects, and its provider.\nStays as it is: ${stays || "nothing"}.\n`;
}
