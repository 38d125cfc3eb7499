import type { EnvironmentName } from "../components/shared/labels";
import { stackOf } from "./kubernetes-object";
import { patroniConfigurationsIn, type PatroniConfiguration } from "./patroni-configuration";
import { is, objectPolicy, type Finding } from "./verdict";

/** The stack whose database must be archived. */
const MAINNET: EnvironmentName = "mainnet";
/** How PostgreSQL and YAML write that something is off. */
const OFF = /^(f|fa|fal|fals|false|n|no|of|off|0)$/i;
/** A command that keeps nothing and succeeds, by itself or as the last of several whose success alone counts. */
const KEEPS_NOTHING = /^$|(?:^|[;|]|(?<!&)&)\s*(?:(?:(?:\/usr)?\/bin\/)?true|:|exit\s+0)\s*;?$/;

/**
 * Patroni's configuration loses nothing of the write-ahead log: it is written through to the disk, archived by a command
 * that keeps it wherever archiving is on, as it must be on mainnet, and never held back for a lost replica until the volume
 * is full. Pages have checksums, which can't be had later without stopping the database.
 *
 * Severity: critical. Source: incident G03 (a backup that reported success held nothing), and PostgreSQL's documentation
 * of what an archive command's exit status means.
 * Remedy: set what the message names in Patroni's configuration.
 */
export const postgresDurability = objectPolicy(
  {
    name: "postgres-durability",
    description: "PostgreSQL loses no write-ahead log, silently or to a full volume, and checks its pages.",
    severity: "critical",
    framework: { name: "GX incidents", version: "1", reference: "G03", specification: "Nothing is lost silently" },
    remediationSteps: "Set the parameter that the message names in Patroni's configuration.",
  },
  (object, check) => {
    for (const configuration of patroniConfigurationsIn(object)) {
      if (stackOf(object.urn) === MAINNET) check(() => unarchivedFinding(configuration));
      check(() => archiveFinding(configuration));
      for (const name of ["fsync", "full_page_writes"]) check(() => writeFinding(configuration, name));
      check(() => slotFinding(configuration));
      check(() => checksumFinding(configuration));
    }
  },
);

function unarchivedFinding({ parameter }: PatroniConfiguration): Finding | undefined {
  const { field, value } = parameter("archive_mode");
  if (!OFF.test(value ?? "off")) return undefined;
  const remedy = "have backups, or a mistake that every member repeats can't be undone: docs/backups.md";
  return { field, found: is(value), remedy };
}

function archiveFinding({ parameter }: PatroniConfiguration): Finding | undefined {
  const mode = parameter("archive_mode").value ?? "off";
  const command = parameter("archive_command");
  // A library takes the place of the command.
  if (OFF.test(mode) || parameter("archive_library").value) return undefined;
  const { field, value } = command;
  if (!KEEPS_NOTHING.test(unquoted(value ?? ""))) return undefined;
  const remedy = "name a command that fails unless the log is kept, or set archive_mode to off";
  return { field, found: `${is(value)} while archive_mode ${is(mode)}`, remedy };
}

function unquoted(command: string): string {
  return command.trim().replace(/^(["'])(.*)\1$/, "$2");
}

function writeFinding({ parameter }: PatroniConfiguration, name: string): Finding | undefined {
  const { field, value = "on" } = parameter(name);
  if (!OFF.test(value)) return undefined;
  return { field, found: is(value), remedy: "leave it out: a power failure would ruin the database" };
}

function slotFinding({ parameter }: PatroniConfiguration): Finding | undefined {
  const { field, value } = parameter("max_slot_wal_keep_size");
  if (value !== undefined && !value.trim().startsWith("-")) return undefined;
  return { field, found: is(value), remedy: "set a part of the volume, or a lost replica fills all of it" };
}

function checksumFinding({ initdbOptions: { field, value } }: PatroniConfiguration): Finding | undefined {
  if (value.includes("data-checksums")) return undefined;
  return { field, found: "does not name data-checksums", remedy: "add it: broken pages are found by nothing else" };
}
