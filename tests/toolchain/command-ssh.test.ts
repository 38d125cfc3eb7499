/**
 * The stand-in for the command plugin over real SSH: a throw-away OpenSSH server on loopback, a pinned host key.
 * Does not prove: anything of a distant host (latency, broken connections), nor RSA and ECDSA host keys.
 */
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, jest } from "@jest/globals";
import { describeUnless } from "../support/describe-unless";
import { exited } from "../support/exited";
import { finished, PulumiProject } from "./pulumi-project";
import { requireSshd, startSshd, type Sshd } from "./sshd";

jest.setTimeout(600_000);

const found = requireSshd();

describeUnless("missing" in found ? found.missing : undefined, "commands over SSH", () => {
  let sshd: Sshd;
  let project: PulumiProject;

  beforeAll(async () => {
    sshd = await startSshd("path" in found ? found.path : "");
  });

  afterAll(() => sshd.stop());

  beforeEach(async () => {
    project = await PulumiProject.create({});
  });

  afterEach(() => project.remove());

  /** Writes a program with one remote command; `connection` replaces or adds fields of a connection that works. */
  const declare = (args: Record<string, unknown>, connection: Record<string, unknown> = {}) => {
    const { port, user, privateKey, hostKey } = sshd;
    const inputs = {
      ...args,
      connection: {
        host: "127.0.0.1",
        port,
        user,
        privateKey,
        hostKey,
        dialErrorLimit: 1,
        perDialTimeout: 60,
        ...connection,
      },
    };
    return project.write(
      "index.ts",
      `import { remote } from "@pulumi/command";
       const command = new remote.Command("step", ${JSON.stringify(inputs)});
       export const { stdout, stderr } = command;`,
    );
  };

  const refused = async (command: "preview" | "up"): Promise<string> => {
    const output = await (command === "up" ? project.fail("up", "--yes", "--skip-preview") : project.fail("preview"));
    expect(await project.read("executed")).toBe("");
    return output;
  };

  const leaveTrace = () => ({ create: `echo yes > ${project.folder}/executed` });

  it("creates, updates and deletes on a host that holds the pinned key", async () => {
    const log = `${project.folder}/log`;
    const scripts = {
      create: `echo "created $COLOUR from $(cat)"; echo warned >&2; test -n "$SSH_CONNECTION"`,
      update: `echo "updated $COLOUR after $PULUMI_COMMAND_STDOUT"`,
      delete: `echo "deleted after $PULUMI_COMMAND_STDOUT" > ${log}`,
      stdin: "input",
    };
    await declare({ ...scripts, environment: { COLOUR: "red" } });
    await project.succeed("preview");
    expect(sshd.log()).not.toContain("Accepted publickey");
    await project.succeed("up", "--yes", "--skip-preview");
    expect(await project.outputs()).toEqual({ stdout: "created red from input", stderr: "warned" });
    await project.succeed("preview", "--expect-no-changes");

    await declare({ ...scripts, environment: { COLOUR: "blue" } });
    await project.succeed("up", "--yes", "--skip-preview");
    expect((await project.outputs()).stdout).toBe("updated blue after created red from input");

    const exported = await project.succeed("stack", "export");
    expect(exported).not.toContain("PRIVATE KEY");
    await project.succeed("destroy", "--yes", "--skip-preview");
    expect(await project.read("log")).toBe("deleted after updated blue after created red from input\n");
  });

  it("logs in with a key that has a passphrase, and shows what a failing command printed", async () => {
    const { key, passphrase } = sshd.encryptedKey;
    await declare({ create: "echo about to fail; exit 4" }, { privateKey: key, privateKeyPassword: passphrase });
    const output = await project.fail("up", "--yes", "--skip-preview");
    expect(output).toContain("the command exited with 4");
    expect(output).toContain("about to fail");

    await declare(leaveTrace(), { privateKey: key, privateKeyPassword: "wrong" });
    expect(await refused("preview")).toMatch(/connection\.privateKey.*it can't be used/);
  });

  it("sends nothing to a host that answers with another key than the pinned one", async () => {
    await declare(leaveTrace(), { hostKey: sshd.strangerPublicKey });
    const output = await refused("up");
    expect(output).toContain(`@127.0.0.1:${sshd.port}: the host did not prove to hold the pinned ssh-ed25519 key`);
  });

  it("refuses a connection without a pinned host key, before connecting", async () => {
    await declare(leaveTrace(), { hostKey: undefined });
    expect(await refused("preview")).toContain("no host key is pinned");
  });

  it("refuses a password, before connecting", async () => {
    await declare(leaveTrace(), { password: "hunter2-secret" });
    const output = await refused("preview");
    expect(output).toContain("password logins are refused (G36)");
    expect(output).not.toContain("hunter2-secret");
  });

  it("says which login was refused, without trying for long", async () => {
    await declare(leaveTrace(), { privateKey: sshd.strangerKey, dialErrorLimit: 10 });
    expect(await refused("up")).toContain("the host refused the login");
  });

  it("gives up on a host that can't be reached after as many failures as allowed", async () => {
    await declare(leaveTrace(), { port: 1, dialErrorLimit: 2 });
    expect(await refused("up")).toMatch(/@127\.0\.0\.1:1: could not connect: .*ECONNREFUSED.* \(3 attempts/);
  });

  it("hangs up when the engine is interrupted", async () => {
    await declare({ create: `echo yes > ${project.folder}/running; sleep 300` });
    const engine = project.start("up", "--yes", "--skip-preview");
    const ended = finished(engine);
    await project.written("running");
    engine.kill("SIGINT");
    const { code, output } = await ended;
    exited("failure", code, output);
    await project.allEnded();
  });
});
