/**
 * The stand-in for the command plugin under the real engine: local commands through their whole life.
 * Does not prove: commands over SSH (command-ssh.test.ts), nor assets and archives, which it refuses.
 */
import { afterEach, beforeEach, describe, expect, it, jest } from "@jest/globals";
import { until } from "../support/until";
import { finished, PulumiProject } from "./pulumi-project";

jest.setTimeout(600_000);

const program = (args: string) => `
import { Config } from "@pulumi/pulumi";
import { local } from "@pulumi/command";
const config = new Config();
const command = new local.Command("step", ${args});
export const { stdout, stderr } = command;
`;

describe("the stand-in for the command plugin", () => {
  let project: PulumiProject;

  beforeEach(async () => {
    project = await PulumiProject.create({});
  });

  afterEach(() => project.remove());

  it("creates, updates, replaces on triggers and deletes, handing on what was printed before", async () => {
    const inputs = (environment: string, trigger: string) =>
      program(`{
        create: "echo created $COLOUR; echo warned >&2; echo create >> log",
        update: "echo updated $COLOUR after $PULUMI_COMMAND_STDOUT; echo update >> log",
        delete: "echo delete after $PULUMI_COMMAND_STDOUT >> log",
        dir: ${JSON.stringify(project.folder)}, environment: { COLOUR: "${environment}" }, triggers: ["${trigger}"],
      }`);

    await project.write("index.ts", inputs("red", "1"));
    await project.succeed("preview");
    expect(await project.read("log")).toBe("");
    await project.succeed("up", "--yes", "--skip-preview");
    expect(await project.outputs()).toEqual({ stdout: "created red", stderr: "warned" });
    await project.succeed("preview", "--expect-no-changes");

    await project.write("index.ts", inputs("blue", "1"));
    expect(await project.succeed("preview")).toMatch(/local:Command step +update/);
    await project.succeed("up", "--yes", "--skip-preview");
    expect((await project.outputs()).stdout).toBe("updated blue after created red");

    await project.write("index.ts", inputs("blue", "2"));
    expect(await project.succeed("preview")).toMatch(/local:Command step +replace.*\[diff: ~triggers\]/);
    await project.succeed("up", "--yes", "--skip-preview");
    expect((await project.outputs()).stdout).toBe("created blue");

    await project.succeed("destroy", "--yes", "--skip-preview");
    expect((await project.read("log")).trim().split("\n")).toEqual([
      "create",
      "update",
      "create",
      "delete after updated blue after created red",
      "delete after created blue",
    ]);
  });

  it("keeps secrets out of everything shown and stored, and its output secret with them", async () => {
    await project.succeed("config", "set", "--secret", "token", "s3cr3t-token");
    await project.write(
      "index.ts",
      program(`{ create: "echo got $TOKEN", environment: { TOKEN: config.requireSecret("token") } }`),
    );
    const up = await project.succeed("up", "--yes", "--skip-preview");
    expect((await project.outputs()).stdout).toBe("got s3cr3t-token");
    expect(up).toMatch(/stdout: \[secret\]/);
    expect(up + (await project.succeed("stack", "export"))).not.toContain("s3cr3t-token");

    await project.write(
      "index.ts",
      program(`{ create: "echo leaks $TOKEN; exit 3", environment: { TOKEN: config.requireSecret("token") } }`),
    );
    const output = await project.fail("up", "--yes", "--skip-preview");
    expect(output).toContain("exited with 3");
    expect(output).toContain("leaks [secret]");
    expect(output).not.toContain("s3cr3t-token");
  });

  it("fails with the output of a command that fails, and records nothing", async () => {
    await project.write("index.ts", program(`{ create: "echo before; echo broken >&2; exit 9" }`));
    const output = await project.fail("up", "--yes", "--skip-preview");
    expect(output).toContain("the command exited with 9");
    expect(output).toContain("broken");
    expect(await project.succeed("stack", "export")).not.toContain("local:Command");
  });

  it("refuses what it does not cover", async () => {
    await project.write("index.ts", program(`{ create: "true", assetPaths: ["*.txt"] }`));
    const output = await project.fail("preview");
    expect(output).toContain(`"assetPaths" (files returned as assets) is not covered by this stand-in`);
    expect(output).toContain("pulumi plugin install resource command 1.2.1");
  });

  it.each(["SIGINT", "SIGKILL"] as const)("ends what a command has started when the engine gets %s", async (signal) => {
    await project.write(
      "index.ts",
      program(`{ create: "echo yes > running; sleep 300; true", dir: ${JSON.stringify(project.folder)} }`),
    );
    const engine = project.start("up", "--yes", "--skip-preview");
    const ended = finished(engine);
    await project.written("running");
    const commands = () => project.processes();
    await until(
      "what it started runs",
      async () => (await commands()).includes("sleep 300 ") || (await commands()).join(),
    );

    engine.kill(signal);
    await ended;
    await project.allEnded();
  });
});
