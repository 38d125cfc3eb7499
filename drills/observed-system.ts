import { setTimeout as pause } from "node:timers/promises";

import { NAME_LABEL } from "../components/shared/labels";
import { type ClientPod, podApartFrom, processOfClient } from "./client-pods";
import { followClients } from "./clients-of-members";
import { FollowedWriter } from "./followed-writer";
import type { Outcome } from "./outcome";
import { followPodAddresses } from "./pod-addresses";
import { ProgramInPod } from "./program-in-pod";
import type { ReplicatedSystem, Scenario } from "./scenarios/scenario";
import { WritersWatch } from "./writers-watch";

/** A program that runs in the network of a pod, and its task. */
interface ClientProgram {
  /** A path in this checkout. */
  readonly script: string;
  readonly task: object;
}

/** How a system is written to. */
export interface SystemClients {
  /** Writes to whoever takes writes: see {@link FollowedWriter}. */
  readonly writer: ClientProgram;
  /** Writes to one member: see {@link WritersWatch}. */
  readonly memberWriter: ClientProgram;
  /** Starts the pods of clients that aren't there, and gives all of them: one on each node. A node that is replaced loses its own. */
  startPods(): Promise<readonly ClientPod[]>;
  /** Those of the acknowledged writes that a member doesn't have. */
  missingIn(member: string, written: readonly string[]): Promise<readonly string[]>;
}

/** A system with a client that writes throughout from a node that has no member, and a watch over who takes writes. */
export class ObservedSystem<System extends ReplicatedSystem> {
  private constructor(
    private readonly system: System,
    private readonly clients: SystemClients,
    private readonly writer: FollowedWriter,
  ) {}

  /** Starts the client that writes. */
  static async start<System extends ReplicatedSystem>(
    system: System,
    clients: SystemClients,
  ): Promise<ObservedSystem<System>> {
    await system.isWell();
    return new ObservedSystem(system, clients, await startWriter(system, clients));
  }

  /**
   * Has a scenario happen once, to a system that is well before and after it.
   * @param delaySeconds how long the system has been well, and watched, when it happens
   * @throws Error where it isn't well again, or two members acknowledged writes at once
   */
  async through(scenario: Scenario<System>, delaySeconds: number): Promise<Outcome> {
    const { system, writer } = this;
    await system.isWell();
    const leader = await system.leader();
    return this.watched(async (watch) => {
      await watch.tries(system.members);
      await watch.sees(leader);
      await pause(delaySeconds * 1000);
      await writer.oneMore();
      const [since, before] = [Date.now(), writer.written.length];
      await scenario.run({
        system,
        leader,
        acknowledged: () => writer.written.length,
        writesGoOn: () => writer.oneMore(),
        writesFail: (reason) => writer.failsWith(reason),
      });
      // An old primary could take writes before all is well: it has to be asked.
      await watch.tries(system.members);
      await system.isWell();
      await writer.oneMore();
      const now = await system.leader();
      await watch.sees(now);
      const written = writer.written.slice(before);
      const lost = await this.clients.missingIn(now, written);
      return {
        secondsWithoutWrites: writer.longestGapSeconds(since),
        acknowledged: written.length,
        lost: lost.length,
      };
    });
  }

  /** Ends the client, and what the system is asked by. */
  async stop(): Promise<void> {
    await this.writer.stop();
    await this.system.stop?.();
  }

  /** @throws Error where two members acknowledged writes at once meanwhile */
  private async watched<T>(work: (watch: WritersWatch) => Promise<T>): Promise<T> {
    const { lab, namespace, name } = this.system;
    const { script, task } = this.clients.memberWriter;
    const watch = new WritersWatch((pid, listener) => new ProgramInPod(pid, script, task, listener));
    const ending = new AbortController();
    const members = { namespace, selector: `${NAME_LABEL}=${name}` };
    const onAddress = (member: string, address: string) => watch.moved(member, address);
    const following = Promise.all([
      followPodAddresses(lab, members, onAddress, ending.signal),
      followClients(this.system, () => this.clients.startPods(), watch, ending.signal),
    ]);
    // It is awaited at the end; until then an error of it is nobody's, which would end the process before the lab is deleted.
    following.catch(() => undefined);
    try {
      const result = await work(watch);
      const { overlaps } = watch;
      if (overlaps.length > 0) throw new Error(`two members took writes at once: ${JSON.stringify(overlaps)}`);
      return result;
    } finally {
      ending.abort();
      await following;
      await watch.stop();
    }
  }
}

/** Starts the client that writes, from a node that has no member. Returns once a write is acknowledged. */
export async function startWriter(system: ReplicatedSystem, clients: SystemClients): Promise<FollowedWriter> {
  const { kubectl, lab, members } = system;
  const pod = await podApartFrom(members, await clients.startPods(), system);
  const pid = await processOfClient(lab.layout, kubectl, pod);
  const { script, task } = clients.writer;
  const writer = new FollowedWriter((listener) => new ProgramInPod(pid, script, task, listener)).start();
  await writer.oneMore();
  return writer;
}
