import { startPodsLab } from "../process-pods/pods-lab";
import type { ProcessPods } from "../process-pods/process-pods";
import { apply } from "../support/bare-lab";
import { type DeclaredObject, declaredObjectsOf } from "../support/declared-objects";
import { committedSettings } from "../support/stack-file";
import type { TestLab } from "../support/test-lab";
import { CLAIM_NAME, DeployedStore } from "./deployed-store";
import { objectStoreImages } from "./object-store-images";

/** Mainnet's namespace, in which the store's pod runs. */
export const NAMESPACE = "backend-mainnet";

/** Mainnet's object store on a lab: the declared objects on a real API server, its pod as processes of the real image. */
export class ObjectStoreUnderTest {
  private settings: Readonly<Record<string, unknown>> = {};

  private constructor(
    readonly lab: TestLab,
    readonly pods: ProcessPods,
    readonly store: DeployedStore,
  ) {}

  /** Starts a lab called `name` with nothing on it but what the store stands on; on a volume that is no larger. */
  static async start(name: string, volumeMebibytes?: number): Promise<ObjectStoreUnderTest> {
    const { lab, pods } = await startPodsLab(name, NAMESPACE, {
      images: await objectStoreImages(),
      ...(volumeMebibytes && { claimMebibytes: { [CLAIM_NAME]: volumeMebibytes } }),
      serviceAddresses: true,
    });
    return new ObjectStoreUnderTest(lab, pods, new DeployedStore(lab.kubectl, pods, NAMESPACE, true));
  }

  async dispose(): Promise<void> {
    await this.pods.dispose();
    await this.lab.dispose();
  }

  /** Does what an update does: declares the objects anew with changed settings, and waits until the pod is as declared. */
  async update(changes: Readonly<Record<string, unknown>> = {}): Promise<void> {
    await this.become(await this.declared(changes));
  }

  /** The objects that changed settings declare. That keeps this process busy for seconds, in which no client of it writes. */
  declared(changes: Readonly<Record<string, unknown>>): Promise<readonly DeclaredObject[]> {
    this.settings = { ...this.settings, ...changes };
    const { objectstore } = committedSettings("mainnet") as { readonly objectstore: object };
    return declaredObjectsOf(["objectstore"], { objectstore: { ...objectstore, ...this.settings } });
  }

  /** Applies declared objects, and waits until the pod is as they say. */
  async become(objects: readonly object[]): Promise<void> {
    await apply(this.lab.kubectl, ...objects);
    await this.store.isReady();
  }
}
