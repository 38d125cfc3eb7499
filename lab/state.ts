import { existsSync, readdirSync } from "node:fs";

import { UserError } from "../toolchain/user-error";
import { labCommand } from "./advice";
import { readIfPresent, writePrivately } from "./files";
import type { LabLayout } from "./layout";
import type { LabNode } from "./nodes";
import { PART_NAMES, type PartName } from "./parts/part";
import type { Ports } from "./ports";

/** Raised whenever labs made by earlier versions of this code can't be carried on with. */
const FORMAT_VERSION = 1;

/** What a lab remembers about itself between two commands. */
export interface LabState {
  readonly formatVersion: number;
  /** False from the first file written until the lab was seen running: a lab that stays so was interrupted. */
  readonly complete: boolean;
  readonly nodes: readonly LabNode[];
  readonly ports: Ports;
  readonly kubectlPath: string;
  /** The uid of the namespace kube-system: what tells this cluster from every other. */
  readonly clusterIdentity?: string;
}

/** What is known about a lab before it is started. */
export interface LabFacts {
  readonly name: string;
  /** Undefined where no state is (legibly) written. */
  readonly state: LabState | undefined;
  /** Whether anything lies in its folder. */
  readonly hasRemnants: boolean;
  /** Parts that do not run, or run and don't answer. */
  readonly broken: readonly PartName[];
  readonly wantedNodes: readonly LabNode[];
}

/** What starting a lab comes to. */
export type StartDecision =
  | { readonly action: "create"; readonly because?: string }
  | { readonly action: "carry-on"; readonly start: readonly PartName[]; readonly nodesChanged: boolean }
  | { readonly action: "nothing" };

/**
 * Decides from what was found what a start has to do. Data of a lab that once ran is always kept; what an interrupted
 * first start left is thrown away, because nobody has put anything into it yet.
 * @throws UserError if the lab was made by another version of this code.
 */
export function decideStart(facts: LabFacts): StartDecision {
  const { state } = facts;
  if (state && state.formatVersion !== FORMAT_VERSION) {
    throw new UserError(
      `lab "${facts.name}" was made by another version of this program (format ${state.formatVersion}, this one reads ${FORMAT_VERSION}): reset it (${labCommand("reset", facts.name)})`,
    );
  }
  if (!state?.complete) {
    return facts.hasRemnants
      ? { action: "create", because: `an earlier start of lab "${facts.name}" did not finish: starting over` }
      : { action: "create" };
  }
  const nodesChanged = JSON.stringify(state.nodes) !== JSON.stringify(facts.wantedNodes);
  const start = withDependants(facts.broken);
  return start.length === 0 && !nodesChanged ? { action: "nothing" } : { action: "carry-on", start, nodesChanged };
}

/** The parts that stand on one of these, and these: the controllers, kwok and the provisioner on the API server, it on etcd. */
export function withDependants(parts: readonly PartName[]): PartName[] {
  return PART_NAMES.filter(
    (name) => parts.includes(name) || (parts.includes("api-server") && name !== "etcd") || parts.includes("etcd"),
  );
}

/** The state of a lab that is being made: not complete until it was seen running. */
export function newState(nodes: readonly LabNode[], ports: Ports, kubectlPath: string): LabState {
  return { formatVersion: FORMAT_VERSION, complete: false, nodes, ports, kubectlPath };
}

/** The state as last written, or undefined if there is none or it is not legible. */
export function readState(layout: LabLayout): LabState | undefined {
  const text = readIfPresent(layout.stateFile);
  try {
    return text === undefined ? undefined : (JSON.parse(text) as LabState);
  } catch {
    return undefined;
  }
}

/** Writes the state, whole or not at all. */
export function writeState(layout: LabLayout, state: LabState): void {
  writePrivately(layout.stateFile, `${JSON.stringify(state, null, 2)}\n`);
}

/** Whether anything lies in the lab's folder. */
export function hasRemnants(layout: LabLayout): boolean {
  return existsSync(layout.folder) && readdirSync(layout.folder).length > 0;
}
