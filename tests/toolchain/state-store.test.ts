/**
 * That this engine keeps its state in an S3 bucket as docs/state-stores.md tells, on a real server of another make than Amazon's.
 * Does not prove: other servers, a server that is lost, and what a provider's own rules allow.
 */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, jest } from "@jest/globals";
import { ensureDebianPackage } from "../../images/debian-package";
import { silent } from "../../toolchain/progress";
import { finished, PulumiProject } from "./pulumi-project";
import { newAccount, S3Server } from "../support/s3-server";

jest.setTimeout(600_000);

/** Where the engine keeps the stack's state in the bucket. */
const STATE = ".pulumi/stacks/toolchain-test/test.json";

/** Waits, once it has begun, while there is a file `hold`. */
const PROGRAM = `
import { existsSync, writeFileSync } from "node:fs";
import { RandomPassword } from "@pulumi/random";
export = async () => {
  writeFileSync("begun", "yes");
  while (existsSync("hold")) await new Promise((resolve) => setTimeout(resolve, 50));
  const password = new RandomPassword("database", { length: 32, special: false, keepers: { turn: TURN } });
  return { result: password.result };
};
`;
const turn = (number: number) => PROGRAM.replace("TURN", `"${number}"`);

describe("state in an S3 bucket", () => {
  let s3: S3Server;
  let project: PulumiProject;
  let first: string;

  beforeAll(async () => {
    await ensureDebianPackage("curl", silent, new AbortController().signal);
    s3 = await S3Server.start();
    project = await PulumiProject.create({ "index.ts": turn(1) }, s3.environment());
  });
  afterAll(async () => {
    await project?.remove();
    await s3?.stop();
  });

  /** Starts an update that has the lock and doesn't end before {@link letGo}. */
  async function holding() {
    rmSync(join(project.folder, "begun"), { force: true });
    await project.write("hold", "yes");
    const update = project.start("up", "--yes", "--skip-preview");
    await project.written("begun");
    return update;
  }
  const letGo = () => rmSync(join(project.folder, "hold"));

  it("takes the first write, holds what was deployed, and no secret in the clear", async () => {
    await project.succeed("up", "--yes", "--skip-preview");
    first = (await project.outputs()).result!;
    expect(first).toMatch(/^[A-Za-z0-9]{32}$/);
    await project.succeed("preview", "--expect-no-changes");
    const state = await s3.read(STATE);
    expect(state).toContain("random:index/randomPassword:RandomPassword");
    expect(state).not.toContain(first);
  });

  it("lets one update at a time", async () => {
    const one = await holding();
    const refusal = await project.fail("up", "--yes", "--skip-preview");
    expect(refusal).toContain("the stack is currently locked by 1 lock(s)");
    expect(refusal).toContain("pulumi cancel");
    const ended = finished(one);
    letGo();
    expect(await ended).toEqual({ code: 0, output: expect.stringContaining("unchanged") });
    await project.succeed("up", "--yes", "--skip-preview");
  });

  it("stays locked by an update that was killed, until that is said to be gone", async () => {
    const killed = await holding();
    const ended = finished(killed);
    killed.kill("SIGKILL");
    letGo();
    await ended;
    await project.allEnded();
    expect(await project.fail("up", "--yes", "--skip-preview")).toContain("the stack is currently locked by 1 lock(s)");
    await project.succeed("cancel", "--yes");
    await project.succeed("up", "--yes", "--skip-preview");
    expect((await project.outputs()).result).toBe(first);
  });

  it("gives back an earlier state, from the versions that the bucket keeps", async () => {
    const [earlier] = await s3.versionsOf(STATE);
    await project.write("index.ts", turn(2));
    await project.succeed("up", "--yes", "--skip-preview");
    expect((await project.outputs()).result).not.toBe(first);
    const { checkpoint } = JSON.parse(await s3.read(STATE, earlier)) as { checkpoint: { latest: unknown } };
    await project.write("earlier.json", JSON.stringify({ version: 3, deployment: checkpoint.latest }));
    await project.succeed("stack", "import", "--file", "earlier.json");
    expect((await project.outputs()).result).toBe(first);
  });

  it("needs an account that owns this bucket and can make none", async () => {
    expect(await s3.statusOfMaking("another")).toBe(403);
  });

  it.each([
    [
      "a secret that isn't the account's",
      () => ({ account: { ...s3.account, secretAccessKey: "0".repeat(40) } }),
      "SignatureDoesNotMatch",
    ],
    ["an account that doesn't exist", () => ({ account: newAccount() }), "InvalidAccessKeyId"],
    ["a bucket that doesn't exist", () => ({ bucket: "nowhere" }), "NoSuchBucket"],
  ])("says what is wrong with %s", async (_what, wrong, code) => {
    await expect(PulumiProject.create({ "index.ts": turn(1) }, s3.environment(wrong()))).rejects.toThrow(code);
  });
});
