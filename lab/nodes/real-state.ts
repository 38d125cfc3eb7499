import { existsSync } from "node:fs";

import { UserError } from "../../toolchain/user-error";
import { labCommand } from "../advice";
import { readIfPresent, writePrivately } from "../files";
import type { LabNode } from "../nodes";
import type { Ports } from "../ports";
import type { RealLayout } from "./real-layout";

/** What a lab with real nodes remembers between two commands. */
export interface RealState {
  readonly nodes: readonly LabNode[];
  /** The paths of the programs it consists of. */
  readonly tools: Readonly<Record<string, string>>;
  /** The folder with the stack's images, as nodes share it; empty where they have none of them. */
  readonly store: string;
  /** What its control plane listens on, once that is chosen. */
  readonly ports?: Ports;
  /** False until all of it was seen running. */
  readonly complete: boolean;
}

/** Whether the lab in that folder was started with real nodes, however far it got. */
export function hasRealNodes(layout: Pick<RealLayout, "realStateFile">): boolean {
  return existsSync(layout.realStateFile);
}

/** The state as last written; undefined where it is none or not legible. */
export function readRealState(layout: RealLayout): RealState | undefined {
  try {
    return JSON.parse(readIfPresent(layout.realStateFile) ?? "") as RealState;
  } catch {
    return undefined;
  }
}

/** Writes the state, whole or not at all. */
export function writeRealState(layout: RealLayout, state: RealState): void {
  writePrivately(layout.realStateFile, `${JSON.stringify(state, null, 2)}\n`);
}

/** @throws UserError where the lab's nodes are real, so that it can't be started with simulated ones */
export function refuseRealNodes(layout: RealLayout): void {
  if (!hasRealNodes(layout)) return;
  throw new UserError(
    `lab "${layout.name}" has real nodes: reset it (${labCommand("reset", layout.name)}), or give another --name`,
  );
}
