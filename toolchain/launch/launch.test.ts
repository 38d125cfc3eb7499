/**
 * How the program and the policy pack are loaded, each time by a Node.js of its own, in a checkout of a test's own.
 * Does not prove that Pulumi loads them this way: the control-plane tests run it.
 */
import { afterEach, beforeEach, describe, expect, it, jest } from "@jest/globals";
import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { write } from "../test-support";

/** Generous: a busy machine takes many times as long. */
jest.setTimeout(60_000);

let checkout: string;
beforeEach(() => {
  checkout = mkdtempSync(join(tmpdir(), "gx-launch-"));
  symlinkSync(resolve(__dirname, "../../node_modules"), join(checkout, "node_modules"));
});
afterEach(() => rmSync(checkout, { recursive: true }));

/** What a script prints that has `launch`, after launching index.ts with what it exports as `program`. */
function launched(source: string, script: string, env: NodeJS.ProcessEnv = {}): string {
  write(join(checkout, "index.ts"), source);
  const text = `
    const { launch } = require(${JSON.stringify(join(__dirname, "launch.cjs"))});
    const isLoaded = (name) => Object.entries(require.cache).some(([file, { children }]) =>
      file.includes("/node_modules/" + name + "/") && children.length > 0);
    launch(${JSON.stringify(join(checkout, "index.ts"))})
      .then(async (program) => { ${script} })
      .catch((error) => console.log(error.name, error.message));`;
  const { stdout, stderr } = spawnSync(process.execPath, ["-e", text], {
    cwd: checkout,
    env: { PATH: process.env.PATH, ...env },
    encoding: "utf8",
  });
  return stdout + stderr;
}

describe("a TypeScript file", () => {
  it("is loaded with what it imports, and with packages as Node.js finds them", () => {
    write(join(checkout, "parts/shared.ts"), "export enum Colour { Blue = 3 }\n");
    const source = `
      import * as pulumi from "@pulumi/pulumi";
      import { Colour } from "./parts/shared";
      export const answer: number = Colour.Blue;
      export const Output = pulumi.Output;`;
    const script = `console.log(program.answer, program.Output === require("@pulumi/pulumi").Output)`;
    expect(launched(source, script)).toBe("3 true\n");
  });

  it("is compiled as it is now, and nothing is written", () => {
    const script = `console.log(program.answer, require("node:fs").readdirSync(".").join(" "))`;
    expect(launched("export const answer = 1;", script)).toBe("1 index.ts node_modules\n");
    expect(launched("export const answer = 2;", script)).toBe("2 index.ts node_modules\n");
  });

  it("has stacks that name its lines", () => {
    write(
      join(checkout, "parts/broken.ts"),
      `interface Gone {\n  a: number;\n}\nexport function fail(): Gone {\n  throw new Error("on line 5");\n}\n`,
    );
    const script = `try { program.fail() } catch ({ stack }) { console.log(stack) }`;
    expect(launched(`export { fail } from "./parts/broken";`, script)).toContain(
      `${join(checkout, "parts/broken.ts")}:5:`,
    );
  });

  it("is refused with file and line where it can't be compiled", () => {
    const output = launched("export const a = 1;\nexport const = 2;\n", "");
    expect(output).toMatch(/^SyntaxError Build failed/);
    expect(output).toMatch(/index\.ts:2:13: ERROR/);
  });
});

it("takes from an error the frames that Node.js 20 would print without end, and no others", () => {
  const source = `
    const endless = "\\n    at S.init (/checkout/node_modules/@pulumi/resource.ts:1598:22)";
    const other = "\\n    at S.run (/checkout/node_modules/@pulumi/cmd/run/run.ts:579:20)";
    export = async () => { throw Object.assign(new Error("a bug"), { stack: "Error: a bug" + endless + other + endless }); };`;
  write(join(checkout, "index.ts"), source);
  const text = `
    const { launchProgram } = require(${JSON.stringify(join(__dirname, "launch.cjs"))});
    launchProgram(${JSON.stringify(join(checkout, "index.ts"))}).catch((error) => console.log(error.stack));`;
  const { stdout } = spawnSync(process.execPath, ["-e", text], { cwd: checkout, encoding: "utf8" });
  expect(stdout).toBe("Error: a bug\n    at S.run (/checkout/node_modules/@pulumi/cmd/run/run.ts:579:20)\n");
});

describe("Pulumi's SDK", () => {
  const SOURCE = `export * from "@pulumi/pulumi";`;

  it("is loaded without what only cloud functions need", () => {
    expect(launched(SOURCE, `console.log(isLoaded("@npmcli/arborist"), isLoaded("pacote"))`)).toBe("false false\n");
  });

  it("still can serialize a function", () => {
    const script = `const { text } = await program.runtime.serializeFunction(() => 42); console.log(text.includes("42"))`;
    expect(launched(SOURCE, script)).toMatch(/^true\n/);
  });

  it("still can look for the packages that a function needs", () => {
    const script = `console.log((await program.runtime.computeCodePaths()) instanceof Map, isLoaded("pacote"))`;
    write(join(checkout, "package.json"), `{ "name": "made-up", "version": "1.0.0" }`);
    expect(launched(SOURCE, script)).toMatch(/true true\n$/);
  });
});

describe("the notes on promises", () => {
  const SOURCE = `
    export function debuggablePromise(): string { return new Error("noted").stack!; }
    export const other = (): string => new Error("mine").stack!;`;
  const script = `console.log(program.debuggablePromise().split("\\n").length > 1, program.other().split("\\n").length > 1)`;

  it("say nothing, and other stacks all", () => {
    expect(launched(SOURCE, script)).toBe("false true\n");
  });

  it("say where they were made to somebody who looks for leaks", () => {
    expect(launched(SOURCE, script, { PULUMI_DEBUG_PROMISE_LEAKS: "1" })).toBe("true true\n");
  });
});

it("reads a kubeconfig with Kubernetes' client, without the rest of that", () => {
  const kubeconfig = {
    clusters: [{ name: "c", cluster: { server: "https://127.0.0.1:1", "certificate-authority-data": "Y2E=" } }],
    users: [{ name: "u", user: { exec: { apiVersion: "client.authentication.k8s.io/v1", command: "./login" } } }],
    contexts: [{ name: "x", context: { cluster: "c", user: "u" } }],
    "current-context": "x",
  };
  const credential = { apiVersion: "client.authentication.k8s.io/v1", kind: "ExecCredential", status: { token: "t" } };
  write(join(checkout, "kubeconfig"), JSON.stringify(kubeconfig));
  write(join(checkout, "login"), `#!/bin/sh\necho '${JSON.stringify(credential)}'\n`);
  chmodSync(join(checkout, "login"), 0o755);
  const source = `
    export async function read(): Promise<object> {
      const client = await import("@kubernetes/client-node");
      const kubeconfig = new client.KubeConfig();
      kubeconfig.loadFromFile("kubeconfig");
      const options: any = {};
      await kubeconfig.applyToHTTPSOptions(options);
      const authority = String(options.agent.options.ca);
      return { headers: options.headers, authority, hasTheRest: "CoreV1Api" in client };
    }`;
  expect(JSON.parse(launched(source, "console.log(JSON.stringify(await program.read()))"))).toEqual({
    headers: { Authorization: "Bearer t" },
    authority: "ca",
    hasTheRest: false,
  });
});
