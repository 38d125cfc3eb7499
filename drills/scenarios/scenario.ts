import { setTimeout as pause } from "node:timers/promises";

import type { Kubectl } from "../../lab/kubectl";
import type { RealLab } from "../../lab/nodes/real-lab";
import { until } from "../../tests/support/until";

/** Between two questions who leads: asking more often would take the processors from who is to take over. */
const PAUSE_MS = 500;

/** Members, each on a node of its own, of which one takes writes: whichever system it is. */
export interface ReplicatedSystem {
  readonly lab: RealLab;
  readonly kubectl: Kubectl;
  readonly namespace: string;
  /** Of the workload. */
  readonly name: string;
  /** The names of the members' pods. */
  readonly members: readonly string[];
  /** The member that takes writes; empty where none does. */
  leader(): Promise<string>;
  nodeOf(member: string): Promise<string>;
  /** Waits until one takes writes, and all others follow it as they should. */
  isWell(): Promise<void>;
  /** Ends what it is asked by. */
  stop?(): Promise<void>;
}

/** What a scenario is done to: a system that is well, to which somebody writes throughout. */
export interface Subject<System extends ReplicatedSystem> {
  readonly system: System;
  /** Who takes writes before anything is done. */
  readonly leader: string;
  /** How many writes were acknowledged so far. */
  acknowledged(): number;
  /** Waits until one more write is acknowledged. */
  writesGoOn(): Promise<void>;
  /** Waits until one more write fails for that reason. */
  writesFail(reason: string): Promise<void>;
}

/** Something that goes wrong with a system. */
export interface Scenario<System extends ReplicatedSystem = ReplicatedSystem> {
  /** As it is called on the command line. */
  readonly name: string;
  readonly summary: string;
  /** Seconds without an acknowledged write that the median stays below. */
  readonly goalSeconds?: number;
  /** Has it happen, and heals it once writes go on without that. */
  run(subject: Subject<System>): Promise<void>;
}

/** Waits until another member than before takes writes, and one is acknowledged. */
export async function takenOver(subject: Subject<ReplicatedSystem>): Promise<void> {
  await anotherLeads(subject);
  await subject.writesGoOn();
}

/** Waits until another member than before is the one to take writes, whether or not it acknowledges them. */
export async function anotherLeads({ system, leader }: Subject<ReplicatedSystem>): Promise<void> {
  await until(`another than ${leader} to lead`, async () => {
    await pause(PAUSE_MS);
    const now = await system.leader();
    return (now !== "" && now !== leader) || `${now || "nobody"} leads`;
  });
}

/** Lets time pass. @throws Error where a write is acknowledged meanwhile */
export async function nothingAcknowledged({ acknowledged }: Subject<ReplicatedSystem>, seconds: number): Promise<void> {
  const before = acknowledged();
  await pause(seconds * 1000);
  const more = acknowledged() - before;
  if (more > 0) throw new Error(`${more} writes were acknowledged where none may be`);
}
