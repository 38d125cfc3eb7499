import type { EnvironmentName } from "../../components/shared/labels";
import { nameOf, type Source } from "./sources";

/** The command by which a person has a CronJob run, or the source that has no other one. */
export function commandText(command: "now" | "verify", stack: EnvironmentName, name: string): string {
  return `npm run ops -- backup ${command} --stack ${stack} --source ${name}`;
}

/** The command that has a source backed up, or restored to prove it: where several CronJobs do that, by any of them. */
export function commandFor(command: "now" | "verify", stack: EnvironmentName, source: Source): string {
  const cronJobs = command === "now" ? source.backups : source.tests;
  const last = cronJobs.at(-1);
  return commandText(command, stack, cronJobs.length > 1 && last ? nameOf(last) : source.name);
}
