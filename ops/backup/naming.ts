import { CONTAINERS } from "../../components/backup/names";
import { UserError } from "../../toolchain/user-error";
import type { CronJob } from "./kubernetes-types";
import { physicalContainer, podOf } from "./requested-job";

/** How somebody names one of a source's backups: its stamp, or a moment of those whose log is kept. */
export type Naming = "stamp" | "moment";

/** How a backup may be named, and what that is, for messages. */
const NAMINGS: Readonly<Record<Naming, readonly [form: RegExp, what: string]>> = {
  stamp: [/^\d{8}T\d{6}Z$/, "a stamp such as 20261130T120000Z, as npm run ops -- backup list prints them"],
  moment: [
    /^(latest|\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}\+00)$/,
    'latest, or a moment in UTC such as "2026-11-30 12:00:00+00", of those whose log is kept',
  ],
};

/** How the backups that a test restores are named; undefined where it is of a kind that can't keep what it restored. */
export function namingOf(test: CronJob): Naming | undefined {
  const { initContainers = [], containers } = podOf(test);
  if (initContainers.some(({ name }) => name === CONTAINERS.fetch)) return "stamp";
  return physicalContainer(containers) && "moment";
}

/** The moment by which a backup is named; undefined where it is named otherwise. */
export function momentOf(backup = ""): Date | undefined {
  const [, day, time] = /^(\S{10}) (\S{8})\+00$/.exec(backup) ?? [];
  return day && time ? new Date(`${day}T${time}Z`) : undefined;
}

/** @throws UserError where a backup of a source isn't named as its kind is */
export function requireNamed(source: string, naming: Naming, backup: string | undefined): void {
  const [form, what] = NAMINGS[naming];
  if (backup !== undefined && !form.test(backup)) {
    throw new UserError(`--backup is "${backup}": of ${source} it must be ${what}`);
  }
}
