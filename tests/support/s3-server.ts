import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { certificateAuthority } from "../../components/certificates/authority";
import { ensureToolchain } from "../../toolchain";
import { silent } from "../../toolchain/progress";
import { runCommand } from "../../toolchain/run-command";
import { freePort } from "./free-port";
import { until } from "./until";

/** Who asks an S3 server. */
export interface S3Account {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

const AUTHORITY = "ca.crt";

/** The region that the server calls itself. */
export const REGION = "us-east-1";

/** An S3 server of a test's own, on loopback with TLS, with one bucket and an account that owns this bucket alone. */
export class S3Server {
  readonly bucket = "state";

  private constructor(
    readonly port: number,
    readonly account: S3Account,
    private readonly root: S3Account,
    private readonly folder: string,
    private readonly program: string,
    private server: ChildProcess,
  ) {}

  /** Starts one whose bucket keeps all versions of what is written; resolves when it answers. */
  static async start(): Promise<S3Server> {
    const program = (await ensureToolchain(["versitygw"], silent)).path("versitygw");
    const folder = await mkdtemp(join(tmpdir(), "s3-"));
    for (const name of ["data", "versions", "accounts"]) await mkdir(join(folder, name));
    await writeCertificates(folder);
    const root = newAccount();
    for (;;) {
      const port = await freePort();
      const server = run(program, folder, port, root);
      let log = "";
      for (const stream of [server.stdout, server.stderr])
        stream.on("data", (data: Buffer) => (log += data.toString()));
      const s3 = new S3Server(port, newAccount(), root, folder, program, server);
      try {
        await until("the S3 server answers", async () => {
          if (server.exitCode !== null) throw new Error(`it has ended:\n${log}`);
          const { status, text } = await s3.request(root, "GET", "");
          return status === 200 || `${status} ${text}\n${log}`;
        });
        await s3.makeBucket();
        return s3;
      } catch (error) {
        const isTaken = log.includes("address already in use");
        await s3.stop(isTaken);
        if (!isTaken) throw error;
      }
    }
  }

  /** Ends the server for so long; what it keeps stays. */
  async whileDown<T>(work: () => Promise<T>): Promise<T> {
    await this.end();
    try {
      return await work();
    } finally {
      this.server = run(this.program, this.folder, this.port, this.root);
      await until("the S3 server answers again", async () => {
        const { status, text } = await this.request(this.root, "GET", "");
        return status === 200 || `${status} ${text}`;
      });
    }
  }

  /** PEM of the authority to trust. */
  authority(): Promise<string> {
    return readFile(this.authorityFile, "utf8");
  }

  /** The files of the bucket's objects as they lie on the disk, by key. */
  async files(): Promise<ReadonlyMap<string, Buffer>> {
    const folder = join(this.folder, "data", this.bucket);
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const paths = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
    return new Map(
      await Promise.all(paths.map(async (path) => [relative(folder, path), await readFile(path)] as const)),
    );
  }

  /** The environment by which Pulumi keeps its state here. */
  environment({ account = this.account, bucket = this.bucket } = {}): Readonly<Record<string, string>> {
    return {
      PULUMI_BACKEND_URL: `s3://${bucket}?region=${REGION}&endpoint=${this.endpoint}&use_path_style=true`,
      AWS_ACCESS_KEY_ID: account.accessKeyId,
      AWS_SECRET_ACCESS_KEY: account.secretAccessKey,
      AWS_CA_BUNDLE: this.authorityFile,
    };
  }

  /** An object of the bucket, or one of its earlier versions. @throws Error where it can't be had */
  async read(key: string, versionId?: string): Promise<string> {
    const version = versionId === undefined ? "" : `?versionId=${versionId}`;
    return this.done(this.account, "GET", `${this.bucket}/${key}${version}`);
  }

  /** The versions of an object that the bucket has, the newest first. */
  async versionsOf(key: string): Promise<readonly string[]> {
    const list = await this.done(this.account, "GET", `${this.bucket}?prefix=${encodeURIComponent(key)}&versions=`);
    return [...list.matchAll(/<Version>.*?<\/Version>/gs)].flatMap(([version]) =>
      version.includes(`<Key>${key}</Key>`) ? [/<VersionId>(.*?)<\/VersionId>/.exec(version)![1]!] : [],
    );
  }

  /** The status that an attempt to make a bucket of this name gets. */
  async statusOfMaking(bucket: string, account = this.account): Promise<number> {
    return (await this.request(account, "PUT", bucket)).status;
  }

  /** Ends it and removes all that it kept. */
  async stop(isFolderKept = false): Promise<void> {
    await this.end();
    if (!isFolderKept) await rm(this.folder, { recursive: true, force: true });
  }

  private async end(): Promise<void> {
    const gone = new Promise((resolve) => this.server.once("close", resolve));
    if (this.server.exitCode !== null) return;
    this.server.kill();
    await gone;
  }

  private get endpoint(): string {
    return `https://127.0.0.1:${this.port}`;
  }

  /** PEM file with the authority to trust. */
  private get authorityFile(): string {
    return join(this.folder, AUTHORITY);
  }

  private async makeBucket(): Promise<void> {
    const { accessKeyId, secretAccessKey } = this.account;
    await this.done(this.root, "PUT", this.bucket);
    await this.done(
      this.root,
      "PUT",
      `${this.bucket}?versioning=`,
      "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>",
    );
    await this.admin("create-user", "--access", accessKeyId, "--secret", secretAccessKey, "--role", "user");
    await this.admin("change-bucket-owner", "--bucket", this.bucket, "--owner", accessKeyId);
  }

  private async admin(...args: readonly string[]): Promise<void> {
    const { code, output } = await runCommand(
      this.program,
      [
        ...["admin", "--endpoint-url", this.endpoint, "--allow-insecure", "--region", REGION],
        ...["--access", this.root.accessKeyId, "--secret", this.root.secretAccessKey, ...args],
      ],
      {},
    );
    if (code !== 0) throw new Error(`${args[0]}: ${output}`);
  }

  private async done(account: S3Account, method: string, path: string, body?: string): Promise<string> {
    const { status, text } = await this.request(account, method, path, body);
    if (status !== 200) throw new Error(`${method} ${path}: ${status} ${text}`);
    return text;
  }

  /** curl signs as S3 wants it. Where nobody answers, the status is 0. */
  private async request({ accessKeyId, secretAccessKey }: S3Account, method: string, path: string, body?: string) {
    const { output } = await runCommand("curl", [
      ...["--silent", "--show-error", "--cacert", this.authorityFile, "--request", method],
      ...["--aws-sigv4", `aws:amz:${REGION}:s3`, "--user", `${accessKeyId}:${secretAccessKey}`],
      // S3 requires it, and curl before 8 doesn't send it.
      ...["--header", "x-amz-content-sha256: UNSIGNED-PAYLOAD"],
      ...(body === undefined ? [] : ["--data", body, "--header", "Content-Type: application/xml"]),
      ...["--write-out", "\n%{http_code}", `${this.endpoint}/${path}`],
    ]);
    const end = output.lastIndexOf("\n");
    return { status: Number(output.slice(end + 1)), text: output.slice(0, end) };
  }
}

/** An account that nobody has. */
export function newAccount(): S3Account {
  return { accessKeyId: randomBytes(10).toString("hex"), secretAccessKey: randomBytes(20).toString("hex") };
}

function run(program: string, folder: string, port: number, { accessKeyId, secretAccessKey }: S3Account) {
  return spawn(
    program,
    [
      ...["--port", `127.0.0.1:${port}`, "--region", REGION, "--iam-dir", join(folder, "accounts"), "--quiet"],
      ...["--cert", join(folder, "tls.crt"), "--key", join(folder, "tls.key")],
      ...["posix", "--versioning-dir", join(folder, "versions"), join(folder, "data")],
    ],
    {
      env: { ROOT_ACCESS_KEY_ID: accessKeyId, ROOT_SECRET_ACCESS_KEY: secretAccessKey },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
}

async function writeCertificates(folder: string): Promise<void> {
  const today = new Date().toISOString().slice(0, 10);
  const authority = certificateAuthority({
    ...{ seed: randomBytes(32).toString("hex"), name: "S3 of a test" },
    ...{ notBefore: today, validDays: 3 },
  });
  const { certificatePem, privateKeyPem } = authority.issue({
    ...{ purpose: "server", commonName: "s3", ipAddresses: ["127.0.0.1"] },
    ...{ notBefore: today, validDays: 2 },
  });
  await writeFile(join(folder, AUTHORITY), authority.certificatePem);
  await writeFile(join(folder, "tls.crt"), certificatePem);
  await writeFile(join(folder, "tls.key"), privateKeyPem, { mode: 0o600 });
}
