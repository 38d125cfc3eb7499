/**
 * The user's own tools come first and are never shadowed; what is not suitable is passed over and named.
 * Does not prove how the real tools print their versions: those are run by tests/toolchain.
 */
import { readlinkSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it, jest } from "@jest/globals";
import { assemble } from "./index";
import { DEMO_BUILD, demoTool, machine, putGo, putPlugin, putScript, write, type Machine } from "./test-support";
import { exactly, withinOneMinor } from "./version";

jest.setTimeout(300_000);

let at: Machine;
afterEach(() => at.remove());

describe("a program on PATH", () => {
  it("is used in a suitable version, and nothing is built", async () => {
    at = machine([demoTool({ goBuild: DEMO_BUILD })]);
    putGo(at);
    putScript(join(at.bin, "kwok"), "echo kwok v1.34.9");
    const { tools } = await assemble(["kwok"], at.context);
    expect(tools.get("kwok")).toEqual({ name: "kwok", version: "1.34.9", path: join(at.bin, "kwok"), origin: "path" });
    expect(at.builds()).toBe(0);
    expect(at.said).toEqual(["toolchain: 1 your own (npm run toolchain lists them)"]);
  });

  it("is passed over in another, which is said", async () => {
    at = machine([demoTool({ goBuild: DEMO_BUILD, suitable: withinOneMinor })]);
    putGo(at);
    putScript(join(at.bin, "kwok"), "echo Client Version: v1.32.4-dispatcher");
    const { tools } = await assemble(["kwok"], at.context);
    expect(tools.get("kwok")?.origin).toBe("go-build");
    expect(at.said.join("\n")).toContain("is 1.32.4-dispatcher, needs within one minor release of 1.34.1");
  });

  it("is passed over where it tells no version", async () => {
    at = machine([demoTool({ goBuild: DEMO_BUILD })]);
    putGo(at);
    putScript(join(at.bin, "kwok"), "echo no idea");
    const { tools } = await assemble(["kwok"], at.context);
    expect(tools.get("kwok")?.origin).toBe("go-build");
  });

  it("is looked for behind an unsuitable one", async () => {
    at = machine([demoTool({})]);
    const second = join(at.root, "second");
    putScript(join(at.bin, "kwok"), "echo kwok v0.1.0");
    putScript(join(second, "kwok"), "echo kwok v1.34.1");
    const context = { ...at.context, environment: { PATH: `${at.bin}:${second}:/usr/bin:/bin` } };
    expect((await assemble(["kwok"], context)).path("kwok")).toBe(join(second, "kwok"));
  });

  it("is not what this toolchain installed, in a run inside a run", async () => {
    at = machine([demoTool({ goBuild: DEMO_BUILD })]);
    putGo(at);
    const { env } = await assemble(["kwok"], at.context);
    const inner = await assemble(["kwok"], { ...at.context, environment: { ...at.context.environment, ...env } });
    expect(inner.tools.get("kwok")?.origin).toBe("go-build");
  });
});

describe("an official plugin", () => {
  const plugin = (parts = {}) =>
    demoTool({
      name: "pulumi-resource-random",
      version: "4.21.2",
      suitable: exactly,
      askVersion: "resource-plugin",
      pluginKind: "resource-random",
      ...parts,
    });
  const inHome = (home: string) => join(home, "plugins/resource-random-v4.21.2/pulumi-resource-random");

  it("on PATH is asked for its version over the plugin protocol, used, and linked into the private Pulumi home", async () => {
    at = machine([plugin()]);
    putPlugin(join(at.bin, "pulumi-resource-random"), "4.21.2");
    const { tools, env } = await assemble(["pulumi-resource-random"], at.context);
    expect(tools.get("pulumi-resource-random")?.origin).toBe("path");
    expect(readlinkSync(inHome(env["PULUMI_HOME"] ?? ""))).toBe(join(at.bin, "pulumi-resource-random"));
    expect(env["PULUMI_IGNORE_AMBIENT_PLUGINS"]).toBe("true");
  });

  it("in the user's Pulumi home is used", async () => {
    at = machine([plugin()]);
    const path = inHome(join(at.root, "home/.pulumi"));
    putScript(path, "exit 1");
    expect((await assemble(["pulumi-resource-random"], at.context)).path("pulumi-resource-random")).toBe(path);
  });

  it("in the user's Pulumi home is not used while it is only partly installed", async () => {
    at = machine([plugin()]);
    putScript(inHome(join(at.root, "home/.pulumi")), "exit 1");
    write(join(at.root, "home/.pulumi/plugins/resource-random-v4.21.2.partial"), "");
    await expect(assemble(["pulumi-resource-random"], at.context)).rejects.toThrow("can't be had on this machine");
  });

  it("that turns up later takes the place of a stand-in", async () => {
    at = machine([plugin({ standIn: "plugins/random" })]);
    putStandIn(at);
    const before = await assemble(["pulumi-resource-random"], at.context);
    expect(before.tools.get("pulumi-resource-random")?.origin).toBe("stand-in");
    const official = inHome(join(at.root, "home/.pulumi"));
    putScript(official, "exit 1");
    const inner = { ...at.context, environment: { ...at.context.environment, ...before.env } };
    const after = await assemble(["pulumi-resource-random"], inner);
    expect(after.path("pulumi-resource-random")).toBe(official);
    expect(readlinkSync(inHome(after.env["PULUMI_HOME"] ?? ""))).toBe(official);
  });
});

function putStandIn(on: Machine): void {
  putPlugin(join(on.context.checkout, "toolchain/plugins/random/main"), "4.21.2");
  write(join(on.context.checkout, "toolchain/plugins/random/main.ts"), `import "./main.main.js";`);
}
