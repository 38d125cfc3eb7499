import { setTimeout as pause } from "node:timers/promises";

import { REDIS, SERVICES } from "../../components/redis/names";
import type { Kubectl } from "../../lab/kubectl";
import type { RealLab } from "../../lab/nodes/real-lab";
import { waitUntil } from "../../lab/wait";
import type { DeclaredAccess } from "../../tests/redis/access";
import { MEMBERS, NAMESPACE } from "../../tests/redis/redis-under-test";
import { nodeOfPod } from "../pod-addresses";
import { ProgramInPod } from "../program-in-pod";
import type { ReplicatedSystem } from "../scenarios/scenario";
import type { Question } from "./answer";

/** Between two questions: asking more often would take the processors from who is to make it well. */
const PAUSE_MS = 500;
/** Longer than a node takes to come back, with all its pods. */
const WELL_SECONDS = 300;

/** Mainnet's redis in its pods on real nodes, asked from the network of a client's pod. */
export class RedisInPods implements ReplicatedSystem {
  readonly namespace = NAMESPACE;
  readonly name = REDIS;
  readonly members = MEMBERS;
  private readonly asked: { resolve(answer: unknown): void; reject(error: Error): void }[] = [];
  private readonly program: ProgramInPod;
  private said = "";

  /** @param pid a process in the network of a client's pod */
  constructor(
    readonly lab: RealLab,
    readonly kubectl: Kubectl,
    access: DeclaredAccess,
    pid: number,
  ) {
    this.program = new ProgramInPod(pid, "drills/redis/answer.ts", access, {
      onLine: (line) => this.asked.shift()?.resolve(JSON.parse(line)),
      onError: (line) => (this.said = line),
    });
    void this.program.ended.then(() => {
      for (const { reject } of this.asked.splice(0)) reject(new Error(`redis can't be asked: ${this.said}`));
    });
  }

  /** Whom the primary's Service leads to; empty where it leads nowhere. */
  leader(): Promise<string> {
    const target = "--output=jsonpath={.subsets[0].addresses[0].targetRef.name}";
    return this.kubectl.run(["get", "endpoints", SERVICES.primary, `--namespace=${NAMESPACE}`, target]);
  }

  nodeOf(member: string): Promise<string> {
    return nodeOfPod(this.kubectl, NAMESPACE, member);
  }

  /** Waits until one is primary, to all servers, all Sentinels and the Service, with both others as replicas that may take over. */
  isWell(): Promise<void> {
    return waitUntil("one primary and two replicas that may take over", WELL_SECONDS, async () => {
      await pause(PAUSE_MS);
      const primary = (await this.leader()) || undefined;
      return ((await this.ask({ primary })) as string | null) ?? true;
    });
  }

  /** Those of the keys that a member doesn't have. */
  async missingIn(member: string, keys: readonly string[]): Promise<readonly string[]> {
    return (await this.ask({ member, keys })) as readonly string[];
  }

  /** Ends what it is asked by. */
  stop(): Promise<void> {
    return this.program.stop();
  }

  private ask(question: Question): Promise<unknown> {
    const answer = new Promise<unknown>((resolve, reject) => this.asked.push({ resolve, reject }));
    this.program.tell(JSON.stringify(question));
    return answer;
  }
}
