import { setTimeout as pause } from "node:timers/promises";
import { OBJECT_STORE } from "../../components/objectstore/names";
import { imageReference } from "../../components/shared/images";
import { imageRootfs } from "../../images/image-rootfs";
import { ENVIRONMENT, POSTGRES_HA } from "../../images/postgres-ha/image";
import { silent } from "../../toolchain/progress";
import { objectStoreImages } from "../objectstore/object-store-images";
import type { ContainerImage } from "../process-pods/container-start";
import { startPodsLab } from "../process-pods/pods-lab";
import type { ProcessPods } from "../process-pods/process-pods";
import { WAIT_SECONDS } from "../support/bare-lab";
import type { DeclaredObject } from "../support/declared-objects";
import { JobRuns } from "../support/job-runs";
import { rolledOut } from "../support/rolled-out";
import type { TestLab } from "../support/test-lab";
import { waitUntil } from "../../lab/wait";
import { askPatroni } from "./ask-patroni";
import { ClusterView } from "./cluster-view";
import { declaredObjects, type DatabaseSettings } from "./declared-objects";

/** Mainnet's namespace, in which the members run. */
export const NAMESPACE = "backend-mainnet";
const IN_NAMESPACE = `--namespace=${NAMESPACE}`;
/** The members of mainnet's database, and the container of each in which it runs. */
export const MEMBERS = ["postgres-0", "postgres-1", "postgres-2"] as const;
export const SERVER = "postgres";
/** Between two questions whether all is well: asking more often would take the processors from who is to make it well. */
const PAUSE_MS = 300;

/** A member as Patroni tells of it. */
export interface Member {
  readonly name: string;
  readonly role: string;
  readonly state: string;
  readonly host: string;
  readonly timeline?: number;
}

/** What differs between databases. */
interface DatabaseOptions {
  /** How large the volumes of claims are, by the claim's name. */
  readonly claimMebibytes?: Readonly<Record<string, number>>;
  /** What is applied instead of a declared object. */
  readonly altered?: (object: object) => object;
  /** Whether it has the backups that mainnet's has, and the object store that they are kept in. */
  readonly isBackedUp?: boolean;
  /** Images of what else has pods on this lab. */
  readonly besides?: Readonly<Record<string, ContainerImage>>;
  /** Names of the Services of what else has pods on this lab whose addresses must lead somewhere. The database's own must not: it lets pods in alone. */
  readonly serviceAddresses?: readonly string[];
}

/** Mainnet's database on a lab: the declared objects on a real API server, their pods as processes of the real image. */
export class DatabaseUnderTest {
  private settings: DatabaseSettings = {};

  private constructor(
    readonly lab: TestLab,
    readonly pods: ProcessPods,
    readonly view: ClusterView,
    readonly jobs: JobRuns,
    private readonly options: Required<Pick<DatabaseOptions, "altered" | "isBackedUp">>,
  ) {}

  /** Starts a lab called `name` with nothing on it but what a database stands on. */
  static async start(
    name: string,
    {
      claimMebibytes = {},
      altered = (object) => object,
      isBackedUp = false,
      besides = {},
      serviceAddresses,
    }: DatabaseOptions = {},
  ): Promise<DatabaseUnderTest> {
    const images = {
      [imageReference(POSTGRES_HA)]: { rootfs: await imageRootfs("postgres-ha", silent), environment: ENVIRONMENT },
      ...(isBackedUp && (await objectStoreImages())),
      ...besides,
    };
    const { lab, pods } = await startPodsLab(name, NAMESPACE, { images, claimMebibytes, serviceAddresses });
    const view = new ClusterView(lab.lab.kubeconfigPath, NAMESPACE);
    const jobs = new JobRuns(lab.kubectl, pods, NAMESPACE);
    return new DatabaseUnderTest(lab, pods, view, jobs, { altered, isBackedUp });
  }

  async dispose(): Promise<void> {
    await this.view.dispose();
    await this.pods.dispose();
    await this.lab.dispose();
  }

  /** Does what an update does: declares the objects anew with changed settings, and waits for the job. */
  async update(changes: DatabaseSettings = {}): Promise<void> {
    await this.become(await this.declared(changes));
  }

  /** The objects that changed settings declare. That keeps this process busy for seconds, in which no client of it writes. */
  declared(changes: DatabaseSettings): Promise<readonly DeclaredObject[]> {
    this.settings = {
      postgres: { ...this.settings.postgres, ...changes.postgres },
      logins: { ...this.settings.logins, ...changes.logins },
      objectstore: { ...this.settings.objectstore, ...changes.objectstore },
    };
    return declaredObjects(this.settings, this.options.isBackedUp);
  }

  /** Applies declared objects but the job that ends logins, and waits for the others, as an update does. */
  async become(objects: readonly DeclaredObject[]): Promise<void> {
    const standing = objects.filter(({ kind }) => kind !== "Job").map(neverByTheClock);
    const [reconcile, start] = [jobOf(objects, "postgres-reconcile")!, jobOf(objects, "postgres-backup-start")];
    await this.apply([...standing, reconcile].map(this.options.altered));
    await this.jobIsDone(reconcile);
    if (!start) return;
    await rolledOut(this.lab.kubectl, NAMESPACE, OBJECT_STORE);
    await this.apply([start]);
    await this.jobIsDone(start);
  }

  /** Ends the logins that were replaced, as an update does last. */
  async retireLogins(): Promise<void> {
    const retire = jobOf(await this.declared({}), "postgres-retire")!;
    await this.apply([retire]);
    await this.jobIsDone(retire);
  }

  /** The names of all jobs that there ever were. */
  async jobNames(): Promise<readonly string[]> {
    const names = await this.lab.kubectl.run(["get", "jobs", IN_NAMESPACE, "--output=name"]);
    return names.trim().split("\n");
  }

  /** The members, as the first that answers sees them. */
  async members(): Promise<readonly Member[]> {
    const asked = MEMBERS.map(async (member) => {
      const address = this.view.addressOf(member);
      if (!address) throw new Error(`${member} has no address`);
      return (await askPatroni<{ readonly members: readonly Member[] }>(address, "/cluster")).members;
    });
    // Pods that aren't there, or that are frozen, tell nothing.
    return Promise.any(asked).catch(() => []);
  }

  /** Who holds the lease; `undefined` where nobody does. */
  get leader(): string | undefined {
    return this.view.lease.holder;
  }

  /** Waits until one member leads and both others stream from it, and, where commits wait, one of them is waited for. */
  async isWell(isSynchronous = true): Promise<void> {
    await waitUntil("one leader and two streaming replicas", WAIT_SECONDS, async () => {
      await pause(PAUSE_MS);
      const members = await this.members();
      const roles = members.map(({ role, state }) => `${role} ${state}`).sort();
      const wanted = isSynchronous
        ? ["leader running", "replica streaming", "sync_standby streaming"]
        : ["leader running", "replica streaming", "replica streaming"];
      return JSON.stringify(roles) === JSON.stringify(wanted) || JSON.stringify(members);
    });
  }

  /** Runs a statement in a member as its superuser; what it prints, unaligned. @throws Error with what psql says */
  async sql(pod: string, statement: string, database = "postgres"): Promise<string> {
    const { exitCode, stdout, stderr } = await this.pods.exec(pod, SERVER, [
      ...["psql", "--no-psqlrc", "--tuples-only", "--no-align", "--set=ON_ERROR_STOP=1"],
      ...[`--host=/run/postgresql`, "--username=postgres", `--dbname=${database}`, `--command=${statement}`],
    ]);
    if (exitCode !== 0) throw new Error(`${pod}: ${stderr}`);
    return stdout.trim();
  }

  /** Applies objects beside those that are declared. */
  async apply(objects: readonly object[]): Promise<void> {
    const list = JSON.stringify({ apiVersion: "v1", kind: "List", items: objects });
    await this.lab.kubectl.run(["apply", "--server-side", "--force-conflicts", "--filename=-"], list);
  }

  private async jobIsDone({ metadata: { name } }: DeclaredObject): Promise<void> {
    const { succeeded, log } = await this.jobs.end(name, WAIT_SECONDS * 2);
    if (!succeeded) throw new Error(`job ${name} failed:\n${log}`);
  }
}

/** A declared job, by its name without the checksum. */
function jobOf(objects: readonly DeclaredObject[], job: string): DeclaredObject | undefined {
  return objects.find(({ kind, metadata }) => kind === "Job" && metadata.name.replace(/-[0-9a-f]{16}$/, "") === job);
}

/** What would run at a time of the day, which no test waits for and none may meet, runs when it is asked for alone. */
function neverByTheClock(object: DeclaredObject): DeclaredObject {
  return object.kind === "CronJob" ? { ...object, spec: { ...object.spec, suspend: true } } : object;
}
