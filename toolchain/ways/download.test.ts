/**
 * Official downloads over HTTP on loopback: what is accepted, what is refused, what it costs when there is no answer.
 * Does not prove that the addresses in tools.ts are those of the real releases.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, jest } from "@jest/globals";
import type { Context } from "../context";
import { assemble } from "../index";
import {
  archive,
  checksumLine,
  DEMO_BUILD,
  DEMO_DOWNLOAD,
  demoTool,
  hostsAt,
  machine,
  pluginSource,
  putGo,
  putPlugin,
  putScript,
  released,
  releaseServer,
  write,
  type Machine,
  type ReleaseServer,
} from "../test-support";
import { exactly } from "../version";
import type { ToolSpec } from "../tool-spec";

jest.setTimeout(300_000);

let at: Machine;
let server: ReleaseServer;
beforeEach(async () => {
  server = await releaseServer();
});
afterEach(async () => {
  await server.close();
  at.remove();
});

const RELEASE = released("1.34.1");
const withDownload = (parts: Partial<ToolSpec> = {}) =>
  demoTool({ download: DEMO_DOWNLOAD, goBuild: DEMO_BUILD, ...parts });
const online = (...tools: ToolSpec[]) => {
  at = machine(tools, { hosts: hostsAt(server.address) });
  putGo(at);
  return at;
};
const originOf = async () => (await assemble(["kwok"], at.context)).tools.get("kwok")?.origin;

describe("an official release", () => {
  it("is downloaded when its checksum is the published one", async () => {
    online(withDownload());
    server.files.set("/demo", RELEASE).set("/sums", checksumLine(RELEASE, "demo"));
    const { tools, path } = await assemble(["kwok"], at.context);
    expect(tools.get("kwok")?.origin).toBe("download");
    expect(readFileSync(path("kwok"), "utf8")).toBe(RELEASE);
    expect(at.builds()).toBe(0);
  });

  it("is unpacked from an archive", async () => {
    online(withDownload({ download: { ...DEMO_DOWNLOAD, unpack: { stripComponents: 1 } } }));
    putScript(join(at.root, "release/kwok"), "echo v1.34.1");
    const tar = archive(at.root, "release");
    server.files.set("/demo", tar).set("/sums", checksumLine(tar, "demo"));
    expect(await originOf()).toBe("download");
  });

  it("is refused with another checksum, which is said, and the tool is built instead", async () => {
    online(withDownload());
    server.files.set("/demo", RELEASE).set("/sums", checksumLine("something else", "demo"));
    expect(await originOf()).toBe("go-build");
    expect(at.said.join("\n")).toMatch(/\/demo was refused: its digest is [0-9a-f]{64}, published is [0-9a-f]{64}/);
  });

  it("is refused where the checksum file does not list it", async () => {
    online(withDownload());
    server.files.set("/demo", RELEASE).set("/sums", checksumLine(RELEASE, "other"));
    expect(await originOf()).toBe("go-build");
    expect(at.said.join("\n")).toContain("/sums does not list demo");
  });

  it("is refused where no checksum is published, which is said", async () => {
    online(withDownload());
    server.files.set("/demo", RELEASE);
    expect(await originOf()).toBe("go-build");
    expect(at.said.join("\n")).toMatch(/demo has no published checksum: .*\/sums answered 404/);
    expect(server.requests).not.toContain("GET /demo");
  });

  it("is held against a recorded SHA-256 where the publisher has none", async () => {
    const checksum = () => ({ sha256: { "linux-amd64": "0".repeat(64) } });
    online(withDownload({ download: { ...DEMO_DOWNLOAD, checksum } }));
    server.files.set("/demo", RELEASE);
    expect(await originOf()).toBe("go-build");
    expect(at.said.join("\n")).toContain("was refused");
  });

  it("is refused where it is another version than its name says", async () => {
    online(withDownload());
    server.files.set("/demo", released("1.33.0")).set("/sums", checksumLine(released("1.33.0"), "demo"));
    expect(await originOf()).toBe("go-build");
    expect(at.said.join("\n")).toContain("gave version 1.33.0 instead of 1.34.1");
  });

  it("that does not exist leads to a build", async () => {
    online(withDownload());
    server.files.set("/sums", checksumLine(RELEASE, "demo"));
    expect(await originOf()).toBe("go-build");
    expect(at.said.join("\n")).toContain("/demo answered 404");
  });

  it("that is cut off leads to a build and leaves no part of it", async () => {
    online(withDownload());
    server.files.set("/sums", checksumLine(RELEASE, "demo")).set("/demo", (_request, response) => {
      response.writeHead(200, { "content-length": RELEASE.length });
      response.write(RELEASE.slice(0, 5), () => response.destroy());
    });
    expect(await originOf()).toBe("go-build");
    expect(readdirSync(join(at.context.directory, "tmp"))).toEqual([]);
    expect(readdirSync(join(at.context.directory, "artefacts"))).toHaveLength(1);
  });
});

describe("a host that does not answer", () => {
  const SHORT_MS = 300;
  const LONG_MS = 60_000;
  const neverAnswers = { connect: SHORT_MS, stall: LONG_MS };
  /** Short for the request that falls silent alone: before that, a server that is merely slow today is waited for. */
  const fallsSilent = {
    connect: LONG_MS,
    get stall() {
      return server.requests.includes("GET /sums") ? SHORT_MS : LONG_MS;
    },
  };

  it.each([
    ["never", "/", neverAnswers, "no answer within 0.3 s"],
    ["only at first", "/demo", fallsSilent, "no data for 0.3 s"],
  ])("(%s) is given up after its time, named, and left alone after that", async (_case, silentPath, times, reason) => {
    online(withDownload());
    server.files.set("/sums", checksumLine(RELEASE, "demo")).set("/demo", RELEASE);
    server.files.set(silentPath, (_request, response) => {
      if (silentPath === "/demo") response.writeHead(200).write("#!");
    });
    at = { ...at, context: { ...at.context, timeoutsMs: times } };
    expect(await originOf()).toBe("go-build");
    expect(at.said.filter((line) => line.includes("official downloads unreachable (github.com"))).toHaveLength(1);
    expect(at.said.join("\n")).toContain(reason);
  });

  it("is asked once for all tools", async () => {
    online(withDownload(), withDownload({ name: "etcd" }));
    server.files.set("/", (_request, response) => response.destroy());
    await assemble(["kwok", "etcd"], at.context);
    expect(server.requests).toEqual(["HEAD /"]);
  });

  it("is not asked at all where downloads are switched off", async () => {
    online(withDownload());
    const environment = { ...at.context.environment, GX_TOOLCHAIN_DOWNLOADS: "never" };
    await assemble(["kwok"], { ...at.context, environment });
    expect(server.requests).toEqual([]);
  });

  it("is not asked where the switch is misspelt, which is said", async () => {
    online(withDownload());
    const environment = { ...at.context.environment, GX_TOOLCHAIN_DOWNLOADS: "no" };
    const run = assemble(["kwok"], { ...at.context, environment });
    await expect(run).rejects.toThrow(`GX_TOOLCHAIN_DOWNLOADS is "no": set it to "never" or not at all.`);
    expect(server.requests).toEqual([]);
  });
});

describe("a stand-in", () => {
  const plugin = demoTool({
    name: "pulumi-resource-random",
    version: "4.21.2",
    suitable: exactly,
    askVersion: "resource-plugin",
    pluginKind: "resource-random",
    download: { ...DEMO_DOWNLOAD, unpack: { stripComponents: 0 } },
    standIn: "plugins/random",
  });
  const resolvePlugin = async () =>
    (await assemble(["pulumi-resource-random"], at.context)).tools.get("pulumi-resource-random")?.origin;
  const putRelease = () => {
    write(join(at.root, "release/main.js"), pluginSource("4.21.2"));
    const modules = join(at.context.checkout, "node_modules");
    putScript(
      join(at.root, "release/pulumi-resource-random"),
      `NODE_PATH=${modules} exec '${process.execPath}' "$(dirname "$(readlink -f "$0")")/main.js"`,
    );
    const tar = archive(join(at.root, "release"), "main.js", "pulumi-resource-random");
    server.files.set("/demo", tar).set("/sums", checksumLine(tar, "demo"));
  };

  it("makes way for the official release once that is to be had", async () => {
    online(plugin);
    write(join(at.context.checkout, "toolchain/plugins/random/main.ts"), pluginSource("4.21.2"));
    expect(await resolvePlugin()).toBe("stand-in");
    putRelease();
    expect(await resolvePlugin()).toBe("download");
  });

  it("is taken without asking a host that was unreachable a moment ago", async () => {
    online(plugin);
    write(join(at.context.checkout, "toolchain/plugins/random/main.ts"), pluginSource("4.21.2"));
    server.files.set("/", (_request, response) => response.destroy());
    expect(await resolvePlugin()).toBe("stand-in");
    expect(await resolvePlugin()).toBe("stand-in");
    expect(server.requests).toEqual(["HEAD /"]);
  });

  it("is never taken in production: not a new one, not an installed one, not one that a lab has put in place", async () => {
    at = machine([plugin]);
    write(join(at.context.checkout, "toolchain/plugins/random/main.ts"), pluginSource("4.21.2"));
    const onLab = await assemble(["pulumi-resource-random"], at.context);
    const inside = { ...at.context.environment, ...onLab.env };
    const production: Context = { ...at.context, use: "production", environment: inside };
    await expect(assemble(["pulumi-resource-random"], production)).rejects.toThrow(
      "its TypeScript stand-in is for the lab alone: docs/adr/0002-language-host-and-stand-ins.md",
    );
    putPlugin(join(at.bin, "pulumi-resource-random"), "4.21.2");
    const { tools, env } = await assemble(["pulumi-resource-random"], production);
    expect(tools.get("pulumi-resource-random")?.origin).toBe("path");
    expect(env["PULUMI_HOME"]).not.toBe(onLab.env["PULUMI_HOME"]);
  });

  it("is installed anew when its sources change", async () => {
    at = machine([plugin]);
    const source = join(at.context.checkout, "toolchain/plugins/random/main.ts");
    write(source, pluginSource("4.21.2"));
    const first = (await assemble(["pulumi-resource-random"], at.context)).path("pulumi-resource-random");
    write(source, `${pluginSource("4.21.2")}// changed`);
    const second = (await assemble(["pulumi-resource-random"], at.context)).path("pulumi-resource-random");
    expect(second).not.toBe(first);
    expect(existsSync(second)).toBe(true);
  });
});
