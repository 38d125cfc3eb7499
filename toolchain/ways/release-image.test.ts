/**
 * A program out of a container image, from a registry on loopback that answers as the specification and Docker Hub's say.
 * Does not prove that the real registry does, nor that the image pinned in tools.ts is the one it is taken for.
 */
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { assemble } from "../index";
import { sha256Of } from "../store/hash";
import {
  archive,
  DEMO_BUILD,
  demoTool,
  hostsAt,
  machine,
  putGo,
  putScript,
  releaseServer,
  write,
  type Machine,
  type ReleaseServer,
} from "../test-support";
import type { Platform } from "../tool-spec";

let server: ReleaseServer;
let at: Machine;
beforeEach(async () => {
  server = await releaseServer();
  at = machine([], { hosts: hostsAt(server.address) });
  putGo(at);
});
afterEach(async () => {
  await server.close();
  at.remove();
});

const REPOSITORY = "/v2/publisher/demo";

/** Puts an image on the registry. @returns the digest of its index. */
function putImage(...layers: Buffer[]): string {
  const blobs = layers.map((layer) => put("blobs", layer));
  const manifest = put("manifests", JSON.stringify({ layers: blobs.map((digest) => ({ digest })) }));
  return put(
    "manifests",
    JSON.stringify({
      manifests: [
        { digest: `sha256:${"0".repeat(64)}`, platform: { os: "linux", architecture: "arm64" } },
        { digest: manifest, platform: { os: "linux", architecture: "amd64" } },
      ],
    }),
  );
}

function put(kind: "blobs" | "manifests", content: Buffer | string): string {
  const digest = `sha256:${sha256Of(content)}`;
  server.files.set(`${REPOSITORY}/${kind}/${digest}`, content);
  return digest;
}

/** Has the registry ask for the token that its token service gives to anybody. */
function askForToken(): void {
  const challenge = `Bearer realm="${server.address}/token",service="registry.demo"`;
  for (const [path, content] of [...server.files, ["/v2/", "{}"] as const]) {
    server.files.set(path, (request, response) => {
      if (request.headers.authorization === "Bearer for anybody") response.end(content);
      else response.writeHead(401, { "www-authenticate": challenge }).end();
    });
  }
  const query = "scope=repository%3Apublisher%2Fdemo%3Apull&service=registry.demo";
  server.files.set(`/token?${query}`, JSON.stringify({ token: "for anybody" }));
}

function layerWith(path: string): Buffer {
  const folder = join(at.root, "layer");
  putScript(join(folder, path), "echo v1.34.1");
  return archive(folder, path.split("/")[0] ?? path);
}

const originWith = async (digest: string, platform: Platform = { os: "linux", arch: "amd64" }) => {
  const download = { host: "registry-1.docker.io", repository: "publisher/demo", digest, folder: "usr/bin" } as const;
  const tools = new Map([["kwok", demoTool({ download, goBuild: DEMO_BUILD })] as const]);
  return (await assemble(["kwok"], { ...at.context, tools, platform })).tools.get("kwok")?.origin;
};

describe("a program in a container image", () => {
  it("is taken from its layer, with the token that the registry asks for", async () => {
    const digest = putImage(layerWith("usr/bin/kwok"));
    askForToken();
    expect(await originWith(digest)).toBe("download");
    expect(at.builds()).toBe(0);
  });

  it("is taken from a registry that asks for nothing", async () => {
    const digest = putImage(layerWith("usr/bin/kwok"));
    server.files.set("/v2/", "{}");
    expect(await originWith(digest)).toBe("download");
  });

  it("is looked for from the highest layer down, and no further", async () => {
    write(join(at.root, "other/etc/motd"), "hello");
    const lowest = archive(join(at.root, "other"), "etc");
    const highest = Buffer.concat([lowest, Buffer.alloc(512)]);
    const digest = putImage(lowest, layerWith("usr/bin/kwok"), highest);
    expect(await originWith(digest)).toBe("download");
    expect(server.requests).toContain(`GET ${REPOSITORY}/blobs/sha256:${sha256Of(highest)}`);
    expect(server.requests).not.toContain(`GET ${REPOSITORY}/blobs/sha256:${sha256Of(lowest)}`);
  });

  it.each(["index", "manifest", "layer"])("is refused where its %s isn't what was pinned", async (which) => {
    const layer = layerWith("usr/bin/kwok");
    const digest = putImage(layer);
    const [blob, manifest, index] = [...server.files.keys()];
    const path = { index, manifest, layer: blob }[which] ?? "";
    server.files.set(path, Buffer.concat([Buffer.from(server.files.get(path) as string), Buffer.from(" ")]));
    expect(await originWith(digest)).toBe("go-build");
    expect(at.said.join("\n")).toMatch(
      new RegExp(`${path} was refused: its digest is [0-9a-f]{64}, published is [0-9a-f]{64}`),
    );
  });

  it("is built instead for a platform that there is no image for, which is said", async () => {
    const digest = putImage(layerWith("usr/bin/kwok"));
    expect(await originWith(digest, { os: "darwin", arch: "arm64" })).toBe("go-build");
    expect(at.said.join("\n")).toContain(`publisher/demo@${digest} has no image for darwin/arm64`);
  });

  it("is built instead where the image doesn't hold it, which is said", async () => {
    const digest = putImage(layerWith("usr/bin/other"));
    expect(await originWith(digest)).toBe("go-build");
    expect(at.said.join("\n")).toContain(`publisher/demo@${digest} holds no usr/bin/kwok`);
  });

  it.each([
    ["has no token for it", 'Bearer realm="SERVER/none"', "/none gave no token: it answered 404"],
    ["wants a password", 'Basic realm="SERVER"', "asks for a login in a way that is not known here"],
  ])("is built instead where the registry %s, which is said", async (_case, challenge, reason) => {
    const digest = putImage(layerWith("usr/bin/kwok"));
    server.files.set("/v2/", (_request, response) => {
      response.writeHead(401, { "www-authenticate": challenge.replace("SERVER", server.address) }).end();
    });
    expect(await originWith(digest)).toBe("go-build");
    expect(at.said.join("\n")).toContain(reason);
  });

  it("is built instead where the registry hands out no more today, which is said", async () => {
    const digest = putImage(layerWith("usr/bin/kwok"));
    server.files.set(`${REPOSITORY}/manifests/${digest}`, (_request, response) => void response.writeHead(429).end());
    expect(await originWith(digest)).toBe("go-build");
    expect(at.said.join("\n")).toContain("answered 429");
  });
});
