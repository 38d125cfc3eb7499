import { CLAIM, OBJECT_STORE, PORTS, REGION } from "../../components/objectstore/names";
import type { Kubectl } from "../../lab/kubectl";
import type { ProcessPods } from "../process-pods/process-pods";
import { rolledOut } from "../support/rolled-out";
import { S3Bucket } from "../support/s3-bucket";
import type { S3Target } from "../support/s3-client";

/** The store's only pod, its containers, and the claim of its volume. */
export const POD = `${OBJECT_STORE}-0`;
export const SERVER = "objectstore";
export const KEEPER = "keeper";
export const CLAIM_NAME = `${CLAIM}-${POD}`;

/** Command lines of the processes in its containers. */
export const SERVER_PROCESS = /versitygw/;
export const KEEPER_PROCESS = /keeper/;

/** By what an account is known. */
export type Keys = Pick<S3Target, "accessKeyId" | "secretAccessKey">;

/** The object store that a lab has, as its clients see it. */
export class DeployedStore {
  /** @param hasServiceAddresses whether addresses of Services lead somewhere on this lab */
  constructor(
    private readonly kubectl: Kubectl,
    readonly pods: ProcessPods,
    private readonly namespace: string,
    private readonly hasServiceAddresses: boolean,
  ) {}

  /** Waits until its pod is as it was declared last, and ready. */
  isReady(): Promise<void> {
    return rolledOut(this.kubectl, this.namespace, OBJECT_STORE);
  }

  /** The keys of a bucket's account, in a generation. @throws Error where there is none, with those there are */
  async keysOf(bucket: string, generation = 1): Promise<Keys> {
    const { accessAccounts } = JSON.parse(await this.secret("objectstore-accounts", "users.json")) as Accounts;
    const accessKeyId = `${bucket}-${generation}`;
    const account = accessAccounts[accessKeyId];
    if (!account) throw new Error(`there is no account ${accessKeyId}, only ${Object.keys(accessAccounts).join(", ")}`);
    return { accessKeyId, secretAccessKey: account.secret };
  }

  /** A bucket as whoever has these keys sees it, by default its own account. */
  async bucket(name: string, keys?: Keys): Promise<S3Bucket> {
    const target = await this.targetFor(keys ?? (await this.keysOf(name)));
    return new S3Bucket(name, () => target);
  }

  /** Where the store is, for whoever has these keys: by the Service's address or its pod's, and by the name in the certificate. */
  async targetFor(keys: Keys): Promise<S3Target> {
    const authority = await this.secret("objectstore-server-tls", "ca.crt");
    const host = await (this.hasServiceAddresses
      ? this.field("service", OBJECT_STORE, ".spec.clusterIP")
      : this.field("pod", POD, ".status.podIP"));
    const serverName = `${OBJECT_STORE}.${this.namespace}.svc`;
    return { host, port: PORTS.s3, region: REGION, authority, serverName, ...keys };
  }

  /** Brings a bucket's objects back to what they were at a moment, as docs/runbooks have people do. @throws Error with what is said where it fails */
  async bringBack(bucket: string, moment: string, prefix: string): Promise<void> {
    const asked = ["/opt/gx/bring-back", bucket, moment, prefix];
    const { exitCode, stdout, stderr } = await this.pods.exec(POD, KEEPER, asked);
    if (exitCode !== 0) throw new Error(`bring-back: ${stdout}${stderr}`);
  }

  /** What the pod is told from others of its name by, and how often its containers were started again. */
  async lives(): Promise<{ readonly uid: string; readonly restarts: Readonly<Record<string, number>> }> {
    const text = await this.kubectl.run(["get", "pod", POD, `--namespace=${this.namespace}`, "--output=json"]);
    const { metadata, status } = JSON.parse(text) as RunningPod;
    const restarts = status.containerStatuses.map(({ name, restartCount }) => [name, restartCount] as const);
    return { uid: metadata.uid, restarts: Object.fromEntries(restarts) };
  }

  private async secret(name: string, key: string): Promise<string> {
    const text = await this.field("secret", name, `.data.${key.replaceAll(".", "\\.")}`);
    return Buffer.from(text, "base64").toString("utf8");
  }

  private field(kind: string, name: string, path: string): Promise<string> {
    return this.kubectl.run(["get", kind, name, `--namespace=${this.namespace}`, `--output=jsonpath={${path}}`]);
  }
}

interface Accounts {
  readonly accessAccounts: Readonly<Record<string, { readonly secret: string }>>;
}

interface RunningPod {
  readonly metadata: { readonly uid: string };
  readonly status: { readonly containerStatuses: readonly { readonly name: string; readonly restartCount: number }[] };
}
