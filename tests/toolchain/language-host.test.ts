/**
 * The TypeScript language host under the real engine: preview, up, destroy, secrets, policy packs, errors, endings.
 * Does not prove: behaviour under engine versions other than the pinned one, nor calls the engine makes for other commands
 * (`pulumi new`, `package add` …), which the host answers with UNIMPLEMENTED.
 */
import { afterEach, beforeEach, describe, expect, it, jest } from "@jest/globals";
import { finished, PulumiProject } from "./pulumi-project";

jest.setTimeout(600_000);

const PROGRAM = `
import * as pulumi from "@pulumi/pulumi";
import { isConfigSecret } from "@pulumi/pulumi/runtime/config";
const config = new pulumi.Config();
export const token: pulumi.Output<string> = config.requireSecret("token");
export const colour = config.require("colour");
export const knownSecrets = ["token", "colour"].filter((key) => isConfigSecret("toolchain-test:" + key));
export const dryRun = pulumi.runtime.isDryRun();
console.log("the program speaks");
`;

const POLICY = {
  "policy/PulumiPolicy.yaml": "runtime: nodejs\n",
  "policy/package.json": `{ "name": "pack", "version": "1.2.3", "main": "index.ts" }`,
  "policy/index.ts": `
import { PolicyPack } from "@pulumi/policy";
new PolicyPack("pack", { policies: [{
  name: "no-bad-names", description: "Names must not be bad.", enforcementLevel: "mandatory",
  validateResource: (args, report) => { if (args.name === "bad") report("a resource is called bad"); },
}] });`,
};

const HANGING = `
import { writeFileSync } from "node:fs";
writeFileSync(__dirname + "/running", "yes");
setInterval(() => undefined, 1000);
`;

describe("the language host", () => {
  let project: PulumiProject;

  beforeEach(async () => {
    project = await PulumiProject.create({ "index.ts": PROGRAM, ...POLICY });
  });

  afterEach(() => project.remove());

  it("runs a TypeScript program with its configuration, and changes nothing the second time", async () => {
    await project.succeed("config", "set", "colour", "blue");
    await project.succeed("config", "set", "--secret", "token", "s3cr3t-token");

    const preview = await project.succeed("preview");
    expect(preview).toContain(`${project.folder}/bin/pulumi-language-nodejs`);
    expect(preview).toContain("the program speaks");
    expect(preview).toMatch(/token *: \[secret\]/);
    expect(preview).not.toContain("s3cr3t-token");

    const up = await project.succeed("up", "--yes", "--skip-preview");
    expect(up).not.toContain("s3cr3t-token");
    expect(await project.outputs()).toEqual({
      colour: "blue",
      token: "s3cr3t-token",
      knownSecrets: ["token"],
      dryRun: false,
    });
    expect(await project.succeed("stack", "export")).not.toContain("s3cr3t-token");
    await project.succeed("preview", "--expect-no-changes");
    await project.succeed("destroy", "--yes", "--skip-preview");
  });

  it("lets a policy pack block a preview with its message", async () => {
    await project.write(
      "index.ts",
      `import { ComponentResource } from "@pulumi/pulumi"; new ComponentResource("a:b:C", "bad");`,
    );
    const output = await project.fail("preview", "--policy-pack", "policy");
    expect(output).toContain("a resource is called bad");

    await project.write(
      "index.ts",
      `import { ComponentResource } from "@pulumi/pulumi"; new ComponentResource("a:b:C", "good");`,
    );
    expect(await project.succeed("preview", "--policy-pack", "policy")).toContain("pack@v1.2.3");
  });

  it("shows the message of a RunError and no stack", async () => {
    await project.write(
      "index.ts",
      `import { RunError } from "@pulumi/pulumi"; throw new RunError("colour is missing: set it");`,
    );
    const output = await project.fail("preview");
    expect(output).toContain("colour is missing: set it");
    expect(output).not.toMatch(/^\s+at /m);
    expect(output).not.toContain("non-zero exit code");
  });

  it("says with which code a program exited that did not explain itself", async () => {
    await project.write("index.ts", `process.exit(7);`);
    const output = await project.fail("preview");
    expect(output).toContain("Program exited with non-zero exit code: 7");
  });

  it("hands runtime options on, and refuses one of the wrong type by name", async () => {
    const settings = (options: string) =>
      project.write(
        "Pulumi.yaml",
        `name: toolchain-test\nmain: index.ts\nruntime:\n  name: nodejs\n  options:\n    ${options}\n`,
      );
    await settings(`nodeargs: "--title='given title'"`);
    await project.write("index.ts", `export const title = process.title;`);
    await project.succeed("up", "--yes", "--skip-preview");
    expect(await project.outputs()).toEqual({ title: "given title" });

    await settings(`nodeargs: 7`);
    const output = await project.fail("preview");
    expect(output).toContain(`runtime option "nodeargs" is 7`);
  });

  it.each(["SIGINT", "SIGKILL"] as const)("leaves no process behind when the engine gets %s", async (signal) => {
    await project.write("index.ts", HANGING);
    const engine = project.start("preview", "--policy-pack", "policy");
    const ended = finished(engine);
    await project.written("running");
    expect((await project.processes()).some((commandLine) => commandLine.includes("cmd/run/"))).toBe(true);

    engine.kill(signal);
    await ended;
    await project.allEnded();
  });
});
