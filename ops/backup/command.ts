import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { distance } from "fastest-levenshtein";
import type { EnvironmentName } from "../../components/shared/labels";
import { progressTo } from "../../toolchain/progress";
import { UserError } from "../../toolchain/user-error";
import { clusterAccess } from "../drift/cluster-access";
import { stackNamed } from "../stack-name";
import { cleanUp } from "./cleanup";
import { connectCluster } from "./cluster";
import type { WantedCopy } from "./copy-job";
import { listBackups } from "./list";
import { loadInto, type WantedLoad } from "./load";
import { liveBackups, lookAt, lookOffSite } from "./look";
import { restoreBeside } from "./restore";
import { type CommandResult, runNow } from "./run";
import { nameOf, oneOf, sourceNamed } from "./sources";
import { metricsReport } from "./status-metrics";
import { isWell, jsonReport, markdownReport, textReport } from "./status-report";

const CHECKOUT = resolve(__dirname, "../..");

/** What `npm run ops -- backup --help` prints. */
export const HELP = `Usage: npm run ops -- backup COMMAND --stack STACK [OPTION…]

Looks at the backups of a stack and has them run, through its cluster: sources are what its CronJobs' annotations say.

  status     how each source stands: its last backup and its last proven restore, how much would be lost and how long having it back
             took, against the targets; what is late, failed or suspended, and what to do
  list       the backups that are kept, of one source or of all: by a Job made of its restore test's CronJob, removed afterwards
  now        has a backup made now, by a Job of its CronJob, and waits for its end; of what copies off-site, copies. Ctrl-C leaves
             the Job running
  verify     likewise has the newest backup restored to prove it
  restore    restores a backup into a pod of its own that is kept for three hours, and says how to look at it. What is live stays as it
             is: docs/adr/0018-restored-beside-never-over.md
  cleanup    removes the ended Jobs that these commands made. What status knows of those goes with them, but for their last success

  --stack STACK     mainnet or testnet
  --source SOURCE   a source as status names it, or one of its CronJobs; needed by now, verify and restore
  --backup BACKUP   restore: which, a stamp as list prints it, or of physical backups a moment such as "2026-11-30 12:00:00+00"; the
                    newest without it
  --timeline NUMBER restore, of physical backups: the timeline that the moment is on, where the database went back to an earlier one
                    since; the newest without it
  --to NAME         restore: what the copy is called
  --into DATABASE   restore, of dumps of the database: into a new database of the running cluster instead, or the live one where it has
                    no tables
  --confirm WHAT    restore --into the live database: STACK/DATABASE
  --json            status: for programs
  --markdown        status: for a page or a comment
  --metrics         status: for Prometheus, in its text format
  --dry-run         now, verify, restore, cleanup: the API server checks what would be done and does nothing
  --help            this text

The cluster is the one that Pulumi.STACK.yaml names, with the kubeconfig that it names.

Exit code: 0 done, or all within their targets; 1 something is late, failed or suspended, or the Job failed; 2 it couldn't be looked
at, or not begun.
`;

/** Of a status, beside text. */
const FORMS = ["json", "markdown", "metrics"] as const;

const COMMANDS = ["status", "list", "now", "verify", "restore", "cleanup"] as const;
type CommandName = (typeof COMMANDS)[number];

/** What a command line asks for. */
export interface Wanted {
  readonly command: CommandName;
  readonly stack: EnvironmentName;
  readonly source: string | undefined;
  readonly form: (typeof FORMS)[number] | "text";
  readonly isDryRun: boolean;
  readonly restored: WantedCopy & Pick<WantedLoad, "confirmed"> & { readonly into: string | undefined };
}

/**
 * Reads the words after `backup`.
 * @throws UserError naming the word that is wrong, and what there is
 */
export function wantedOf(args: readonly string[]): Wanted {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      stack: { type: "string" },
      source: { type: "string" },
      backup: { type: "string" },
      timeline: { type: "string" },
      to: { type: "string" },
      into: { type: "string" },
      confirm: { type: "string" },
      json: { type: "boolean", default: false },
      markdown: { type: "boolean", default: false },
      metrics: { type: "boolean", default: false },
      "dry-run": { type: "boolean", default: false },
    },
  });
  const [word, ...more] = positionals;
  const command = commandNamed(word);
  if (more.length > 0) throw new UserError(`one command at a time: what is "${more.join(" ")}"?`);
  const { source, backup, timeline, to: name, into, confirm: confirmed, "dry-run": isDryRun } = values;
  const refuse = (option: string, commands: readonly CommandName[]) => {
    if (!commands.includes(command)) throw new UserError(`${option} is for ${commands.join(", ")}, not for ${command}`);
  };
  const forms = FORMS.filter((form) => values[form]);
  for (const form of forms) refuse(`--${form}`, ["status"]);
  if (forms.length > 1) throw new UserError(`${forms.map((form) => `--${form}`).join(" and ")} exclude each other`);
  if (isDryRun) refuse("--dry-run", ["now", "verify", "restore", "cleanup"]);
  if (source !== undefined) refuse("--source", ["status", "list", "now", "verify", "restore"]);
  if (backup !== undefined) refuse("--backup", ["restore"]);
  if (timeline !== undefined) refuse("--timeline", ["restore"]);
  if (name !== undefined) refuse("--to", ["restore"]);
  if (into !== undefined) refuse("--into", ["restore"]);
  if (confirmed !== undefined && into === undefined) throw new UserError("--confirm is for restore --into alone");
  for (const [option, value] of [
    ["--to", name],
    ["--timeline", timeline],
  ]) {
    if (value !== undefined && into !== undefined) throw new UserError(`${option} and --into exclude each other`);
  }
  return {
    ...{ command, source, isDryRun, restored: { backup, timeline: timelineOf(timeline), name, into, confirmed } },
    stack: stackNamed(values.stack),
    form: forms[0] ?? "text",
  };
}

/**
 * Does what is asked for, on the cluster that the stack file names. Gives the exit code.
 * @param stackFiles the folder of the stack files
 * @throws UserError, Interrupted
 */
export async function backupCommand(args: readonly string[], stackFiles = CHECKOUT): Promise<number> {
  const { exitCode, text } = await carriedOut(wantedOf(args), stackFiles);
  process.stdout.write(text);
  return exitCode;
}

async function carriedOut(
  { command, stack, source: name, form, isDryRun, restored }: Wanted,
  stackFiles: string,
): Promise<CommandResult> {
  const progress = progressTo(process.stderr);
  const cluster = await connectCluster(clusterAccess(stack, stackFiles));
  const { sources: all, copying } = await liveBackups(cluster, stack);
  const chosen = () => (name === undefined ? all : [sourceNamed(all, name)]);
  switch (command) {
    case "status": {
      const now = new Date();
      const report = await progress.step(`look at the backups of ${stack}`, async () => ({
        ...{ stack, now, sources: await lookAt(cluster, stack, chosen(), now) },
        // Who asks for one source isn't told of others.
        offSite: name === undefined ? await lookOffSite(cluster, stack, copying, now) : undefined,
      }));
      const write = { text: textReport, json: jsonReport, markdown: markdownReport, metrics: metricsReport }[form];
      return { exitCode: isWell(report) ? 0 : 1, text: await write(report) };
    }
    case "list": {
      const lists: CommandResult[] = [];
      for (const source of chosen()) lists.push(await listBackups(cluster, source, progress));
      return {
        exitCode: Math.max(...lists.map(({ exitCode }) => exitCode)),
        text: lists.map(({ text }) => text).join("\n"),
      };
    }
    case "now": {
      const named = copying.find((cronJob) => nameOf(cronJob) === name);
      const cronJob = named ?? oneOf(sourceNamed(all, name).backups, name ?? "", "that back it up");
      return runNow(cluster, stack, cronJob, { isDryRun }, progress);
    }
    case "verify": {
      const source = sourceNamed(all, name);
      return runNow(cluster, stack, oneOf(source.tests, name ?? "", "that restore it"), { isDryRun }, progress);
    }
    case "restore": {
      const { into: database, ...wanted } = restored;
      const source = sourceNamed(all, name);
      return database === undefined
        ? restoreBeside(cluster, stack, source, wanted, { isDryRun }, progress)
        : loadInto(cluster, stack, all, source, { ...wanted, database }, { isDryRun }, progress);
    }
    case "cleanup":
      return cleanUp(cluster, all, { isDryRun });
  }
}

function timelineOf(text: string | undefined): number | undefined {
  if (text !== undefined && !/^[1-9]\d{0,8}$/.test(text)) {
    throw new UserError(`--timeline is "${text}": must be a whole number from 1, as a copy says which one it followed`);
  }
  return text === undefined ? undefined : Number(text);
}

function commandNamed(word: string | undefined): CommandName {
  const known = COMMANDS.find((command) => command === word);
  if (known) return known;
  if (word === undefined) throw new UserError(`the command is missing: give one of ${COMMANDS.join(", ")}`);
  const near = COMMANDS.find((command) => distance(command, word) <= 2);
  throw new UserError(
    `unknown command "${word}": ${near ? `did you mean ${near}?` : `there are ${COMMANDS.join(", ")}`}`,
  );
}
