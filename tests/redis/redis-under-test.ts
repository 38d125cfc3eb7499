import { setTimeout as pause } from "node:timers/promises";
import { memberNames, REDIS, SERVICES } from "../../components/redis/names";
import { imageReference } from "../../components/shared/images";
import { imageRootfs } from "../../images/image-rootfs";
import { ENVIRONMENT, REDIS_IMAGE } from "../../images/redis/image";
import { waitUntil } from "../../lab/wait";
import { silent } from "../../toolchain/progress";
import type { ContainerImage } from "../process-pods/container-start";
import { type PodsLab, startPodsLab } from "../process-pods/pods-lab";
import type { ProcessPods } from "../process-pods/process-pods";
import { apply, WAIT_SECONDS } from "../support/bare-lab";
import { declaredObjectsOf } from "../support/declared-objects";
import { rolledOut } from "../support/rolled-out";
import { committedSettings } from "../support/stack-file";
import type { TestLab } from "../support/test-lab";
import { asKeeper, obstacleToWellness } from "./members";
import { RedisView } from "./redis-view";
import { type Access, accessOf, readAccess } from "./access";

/** Mainnet's namespace, in which the members run. */
export const NAMESPACE = "backend-mainnet";
const IN_NAMESPACE = `--namespace=${NAMESPACE}`;
/** The members of mainnet's redis, and the container of each in which its server runs. */
export const MEMBERS = memberNames(3);
export const SERVER = "redis";
/** The Services by whose addresses members know each other: on a lab with redis they must lead somewhere. */
export const ADDRESSED_SERVICES = [SERVICES.primary, ...MEMBERS];
/** Between two questions whether all is well: asking more often would take the processors from who is to make it well. */
const PAUSE_MS = 300;

/** What differs between labs. */
interface RedisOptions {
  /** How large the volumes of claims are, by the claim's name. */
  readonly claimMebibytes?: Readonly<Record<string, number>>;
  /** Images of what else has pods on this lab. */
  readonly besides?: Readonly<Record<string, ContainerImage>>;
}

/** The image of redis, as pods as processes take it. */
export async function redisImages(): Promise<Readonly<Record<string, ContainerImage>>> {
  return { [imageReference(REDIS_IMAGE)]: { rootfs: await imageRootfs("redis", silent), environment: ENVIRONMENT } };
}

/** Mainnet's redis on a lab: the declared objects on a real API server, their pods as processes of the real image. */
export class RedisUnderTest {
  private settings: Readonly<Record<string, unknown>> = {};
  private known: Access | undefined;

  private constructor(
    readonly lab: TestLab,
    readonly pods: ProcessPods,
    readonly view: RedisView,
  ) {}

  /** Starts a lab called `name` with nothing on it but what redis stands on. */
  static async start(name: string, { claimMebibytes = {}, besides = {} }: RedisOptions = {}): Promise<RedisUnderTest> {
    const images = { ...(await redisImages()), ...besides };
    return RedisUnderTest.on(await startPodsLab(name, NAMESPACE, { images, claimMebibytes, serviceAddresses: true }));
  }

  /**
   * On a lab that others have pods on, too, whose pods were started with {@link redisImages} and lead to {@link ADDRESSED_SERVICES}.
   * Whoever has the lab ends it, and the {@link view} of this.
   */
  static on({ lab, pods }: PodsLab): RedisUnderTest {
    return new RedisUnderTest(lab, pods, new RedisView(lab.lab.kubeconfigPath, NAMESPACE, SERVICES.primary));
  }

  async dispose(): Promise<void> {
    await this.view.dispose();
    await this.pods.dispose();
    await this.lab.dispose();
  }

  /** Does what an update does: declares the objects anew with changed settings, and waits until all pods are the new ones. */
  async update(changes: Readonly<Record<string, unknown>> = {}): Promise<void> {
    await this.become(await this.declared(changes));
  }

  /** The objects that changed settings declare. That keeps this process busy for seconds, in which no client of it writes. */
  declared(changes: Readonly<Record<string, unknown>>): Promise<readonly object[]> {
    this.settings = { ...this.settings, ...changes };
    const committed = committedSettings("mainnet") as { readonly redis: object };
    return declaredObjectsOf(["redis"], { redis: { ...committed.redis, ...this.settings } });
  }

  /** Applies declared objects, and waits until all pods are the new ones. */
  async become(objects: readonly object[]): Promise<void> {
    await apply(this.lab.kubectl, ...objects);
    await rolledOut(this.lab.kubectl, NAMESPACE, REDIS);
    this.known = accessOf(await readAccess(this.lab.kubectl, NAMESPACE, MEMBERS));
  }

  /** Where everybody is, and how one logs in. @throws Error before the first {@link update} */
  get access(): Access {
    if (!this.known) throw new Error("nothing is deployed yet");
    return this.known;
  }

  /** Who the primary is, by the Service that leads there. @throws Error where it leads nowhere */
  get primary(): string {
    const { primary } = this.view;
    if (primary === undefined) throw new Error("the primary's Service leads to no pod");
    return primary;
  }

  /**
   * Waits until one member is primary, to all servers, all Sentinels and the Service, takes writes, and has both others as
   * replicas that may take over.
   */
  async isWell(): Promise<void> {
    await waitUntil("one primary and two replicas that may take over", WAIT_SECONDS, async () => {
      await pause(PAUSE_MS);
      return (await obstacleToWellness(this.access, this.view.primary)) ?? true;
    });
  }

  /** Waits until the Service leads to another member than the given one. Gives its name. */
  async anotherLeads(than: string): Promise<string> {
    await waitUntil(`another than ${than} to lead`, WAIT_SECONDS, () => {
      const { primary } = this.view;
      return (primary !== undefined && primary !== than) || `${primary} leads`;
    });
    return this.primary;
  }

  /** What a member's pod is told from others of its name by. */
  podUid(member: string): Promise<string> {
    return this.lab.kubectl.run(["get", "pod", member, IN_NAMESPACE, "--output=jsonpath={.metadata.uid}"]);
  }

  /** Asks a member's server as the keeper may. */
  ask(member: string, ...words: readonly string[]) {
    return asKeeper(this.access, member, "redis", (connection) => connection.call(...words));
  }
}
