import { rmSync } from "node:fs";
import { join } from "node:path";
import { NAME_LABEL } from "../../components/shared/labels";
import { POSTGRES, STORE_SUFFIXES, SERVICES } from "../../components/postgres/names";
import { waitUntil } from "../../lab/wait";
import { WAIT_SECONDS } from "../support/bare-lab";
import { claimOf } from "./clients";
import { type DatabaseUnderTest, MEMBERS, NAMESPACE } from "./database-under-test";

const STATEFUL_SET = `statefulset/${POSTGRES}`;
const SERVER = "postgres";

/** What docs/runbooks has people do to members, volumes and Patroni's store, by the commands that stand there. */
export class ByHand {
  constructor(private readonly database: DatabaseUnderTest) {}

  /** Stops all members, and waits until none runs. */
  async stopAll(): Promise<void> {
    await this.kubectl("scale", STATEFUL_SET, "--replicas=0");
    await waitUntil("all members to be stopped", WAIT_SECONDS, async () => {
      const left = await this.kubectl("get", "pods", `--selector=${NAME_LABEL}=${POSTGRES}`, "--output=name");
      return left === "" || left;
    });
  }

  /** Starts the first members, all at once. */
  async start(count: number = MEMBERS.length): Promise<void> {
    await this.kubectl("scale", STATEFUL_SET, `--replicas=${count}`);
  }

  /** Deletes pods, which come back. */
  async replacePods(...members: readonly string[]): Promise<void> {
    await this.kubectl("delete", "pod", ...members);
  }

  /** Gives a member that is up a new, empty volume; what it had is kept. */
  async giveNewVolume(member: string): Promise<void> {
    await this.kubectl("delete", "pvc", claimOf(member), "--wait=false");
    await this.replacePods(member);
  }

  /** Deletes the claims of members that are down; their volumes are kept. */
  async deleteClaims(...members: readonly string[]): Promise<void> {
    await this.kubectl("delete", "pvc", ...members.map(claimOf));
  }

  /** The name of a member's volume. */
  volumeOf(member: string): Promise<string> {
    return this.kubectl("get", "pvc", claimOf(member), "--output=jsonpath={.spec.volumeName}");
  }

  /** Has a volume that no claim holds any more be bound by the member's next claim. */
  async putBack(volume: string, member: string): Promise<void> {
    const claimRef = { namespace: NAMESPACE, name: claimOf(member), uid: null, resourceVersion: null };
    await this.kubectl("patch", "pv", volume, "--type=merge", `--patch=${JSON.stringify({ spec: { claimRef } })}`);
  }

  /** Empties the volume of a member that is down. */
  async empty(member: string): Promise<void> {
    rmSync(join(await this.database.pods.volumeFolder(claimOf(member)), "pgdata"), { recursive: true });
  }

  /** Sets (`key=value`) or removes (`key-`) what Patroni's store says of the cluster as a whole. */
  async annotateStore(...changes: readonly string[]): Promise<void> {
    await this.kubectl("annotate", "endpoints", `${SERVICES.primary}-config`, "--overwrite", ...changes);
  }

  /** Removes objects of the store by their suffixes, all of it by default. */
  async removeStore(...suffixes: readonly string[]): Promise<void> {
    const all = ["", ...STORE_SUFFIXES.map((suffix) => `-${suffix}`)];
    const names = (suffixes.length ? suffixes : all).map((suffix) => SERVICES.primary + suffix);
    await this.kubectl("delete", "endpoints", "--ignore-not-found", ...names);
  }

  /** Runs Patroni's tool in a member. @throws Error with what it says where it fails */
  async patronictl(member: string, ...command: readonly string[]): Promise<string> {
    const { exitCode, stdout, stderr } = await this.database.pods.exec(member, SERVER, [
      ...["patronictl", "-c", "/etc/patroni/patroni.yml", ...command],
    ]);
    if (exitCode !== 0) throw new Error(`${member}: ${stdout}${stderr}`);
    return stdout + stderr;
  }

  /** Does something, and waits until each of the members has logged a text since. Gives what they logged. */
  async logged(members: readonly string[], text: string, action: () => Promise<void>): Promise<readonly string[]> {
    const before = members.map((member) => this.log(member).length);
    await action();
    const since = () => members.map((member, index) => this.log(member).slice(before[index]));
    await waitUntil(`${members.join(", ")} to log "${text}"`, WAIT_SECONDS, () => {
      const silent = since().find((log) => !log.includes(text));
      return silent === undefined || silent.slice(-500);
    });
    return since();
  }

  private log(member: string): string {
    return this.database.pods.logs(member, SERVER);
  }

  private kubectl(...args: readonly string[]): Promise<string> {
    return this.database.lab.kubectl.run([...args, `--namespace=${NAMESPACE}`]);
  }
}
