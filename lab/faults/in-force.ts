import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";

import { UserError } from "../../toolchain/user-error";
import { healCommand } from "../advice";
import { isMissing, readIfPresent, writePrivately } from "../files";
import type { LabLayout } from "../layout";
import { identityOf, isAlive, type ProcessIdentity } from "../process-identity";
import { describeFault, type Fault, partlyFrozenNode, subjectOf } from "./fault";

/** A fault that is in force: from just before it is done until after it is undone. */
export interface InForce {
  /** From 1; given again once its fault is healed. */
  readonly id: number;
  readonly fault: Fault;
  /** ISO 8601. */
  readonly since: string;
  /** Who will heal it, if it isn't killed. */
  readonly holder: ProcessIdentity;
}

type Folders = Pick<LabLayout, "runFolder">;

/** The faults in force, the first done first. A lab that is stopped has none. */
export function faultsInForce(layout: Folders): InForce[] {
  return filesOf(layout)
    .flatMap((file) => read(join(folderOf(layout), file)) ?? [])
    .sort((one, other) => one.since.localeCompare(other.since) || one.id - other.id);
}

/**
 * Records a fault that is about to be done by this process.
 * @throws UserError where it would meddle with one that is in force
 */
export function recordFault(layout: Folders, fault: Fault): InForce {
  const others = faultsInForce(layout);
  refuseMeddling(fault, others);
  const holder = identityOf(process.pid);
  if (!holder) throw new Error("this process has no identity");
  const id = 1 + others.reduce((highest, one) => Math.max(highest, one.id), 0);
  const record = { id, fault, since: new Date().toISOString(), holder };
  mkdirSync(folderOf(layout), { recursive: true, mode: 0o700 });
  writePrivately(fileOf(layout, id), JSON.stringify(record));
  return record;
}

/** Whether exactly that fault is in force still, not a later one of its number. */
export function isInForce(layout: Folders, record: InForce): boolean {
  return readIfPresent(fileOf(layout, record.id)) === JSON.stringify(record);
}

/** Forgets a fault that is undone. */
export function forgetFault(layout: Folders, { id }: InForce): void {
  rmSync(fileOf(layout, id), { force: true });
}

/** The order in which faults are undone: a node comes back last, as it registers by links and a control plane that are whole then. */
export function inOrderOfHealing(all: readonly InForce[]): InForce[] {
  const comesBack = ({ fault }: InForce) => fault.kind === "lose-node" || fault.kind === "replace-node";
  return [...all.filter((one) => !comesBack(one)), ...all.filter(comesBack)];
}

/** Lines that say what is in force and who ends it; empty where nothing is. */
export function faultsReport(layout: Folders & Pick<LabLayout, "name">): string {
  const lines = faultsInForce(layout).map(({ id, fault, since, holder }) => {
    const end = isAlive(holder)
      ? `ends with process ${holder.pid}`
      : `its process ${holder.pid} was killed: ${healCommand(layout.name)}`;
    return `  ${id}  since ${since}: ${describeFault(fault)}; ${end}\n`;
  });
  return lines.length === 0 ? "" : `Faults in force:\n${lines.join("")}`;
}

function refuseMeddling(fault: Fault, others: readonly InForce[]): void {
  const refuse = (why: string, other: InForce) => {
    throw new UserError(
      `${why}, and fault ${other.id} is in force: ${describeFault(other.fault)}; end that first: Ctrl-C in its terminal, or fault heal`,
    );
  };
  const subject = subjectOf(fault);
  const same = others.find((one) => subject !== undefined && subjectOf(one.fault) === subject);
  if (same) refuse(`${subject} can have one fault at a time`, same);
  if (fault.kind !== "lose-node" && fault.kind !== "replace-node") return;
  const frozen = others.find((one) => partlyFrozenNode(one.fault) === fault.node);
  if (frozen) refuse(`node ${fault.node} can't be lost while something on it is frozen`, frozen);
}

function folderOf({ runFolder }: Folders): string {
  return join(runFolder, "faults");
}

function fileOf(layout: Folders, id: number): string {
  return join(folderOf(layout), `${id}.json`);
}

function filesOf(layout: Folders): string[] {
  try {
    return readdirSync(folderOf(layout)).filter((file) => /^\d+\.json$/.test(file));
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

/** It may be forgotten at any moment. */
function read(file: string): InForce | undefined {
  const content = readIfPresent(file);
  return content === undefined ? undefined : (JSON.parse(content) as InForce);
}
