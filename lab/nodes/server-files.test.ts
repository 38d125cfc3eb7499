/** What nodes have of K3s servers. That pods can mount it is seen by `npm run drill -- backup`. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, expect, it } from "@jest/globals";

import { hostVolumes } from "../../components/backup/etcd/host-files";
import { makePrivateFolder } from "../files";
import { labLayout } from "../layout";
import { ENCRYPTION_CONFIG } from "../pki";
import { nodeFolders, type RealLayout, realLayout } from "./real-layout";
import { giveServerFiles, laySnapshot } from "./server-files";

const NODES = ["one", "two"];
let folder: string;
let layout: RealLayout;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "gx-server-"));
  layout = realLayout(labLayout(folder, "mine"));
  makePrivateFolder(layout.pkiFolder);
  writeFileSync(join(layout.pkiFolder, ENCRYPTION_CONFIG), '{"kind":"EncryptionConfiguration"}');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Where a path of a node's lies, outside of it. */
function onNode(name: string, path: string): string {
  return join(nodeFolders(layout, name).var, path.replace(/^\/var/, ""));
}

function server(name: string, path = ""): string {
  return onNode(name, join("/var/lib/rancher/k3s/server", path));
}

function mode(path: string): string {
  return (statSync(path).mode & 0o777).toString(8);
}

function tokens(): string[] {
  return NODES.map((name) => readFileSync(server(name, "token"), "utf8"));
}

it("all nodes have one token and the API server's encryption configuration, and root alone may look", () => {
  for (const name of NODES) giveServerFiles(layout, name);
  expect(tokens()[0]).toMatch(/^K10[0-9a-f]{64}::server:[0-9a-f]{32}\n$/);
  expect(new Set(tokens()).size).toBe(1);
  for (const name of NODES) {
    expect(readFileSync(server(name, "encryption-config.yaml"), "utf8")).toBe('{"kind":"EncryptionConfiguration"}');
    expect(readdirSync(server(name, "db/snapshots"))).toEqual([]);
    expect([".", "db/snapshots"].map((path) => mode(server(name, path)))).toEqual(["700", "700"]);
    expect(["token", "encryption-config.yaml"].map((path) => mode(server(name, path)))).toEqual(["600", "600"]);
  }
});

it("they are what the declared backup of etcd mounts", () => {
  giveServerFiles(layout, "one");
  const kindOf = (path: string) => (statSync(onNode("one", path)).isDirectory() ? "Directory" : "File");
  const mounted = hostVolumes().map(({ hostPath }) => hostPath as { readonly path: string; readonly type: string });
  expect(mounted.map(({ path }) => kindOf(path))).toEqual(mounted.map(({ type }) => type));
});

it("a node with an empty disk gets the same again, and one that has them keeps its files", () => {
  for (const name of NODES) giveServerFiles(layout, name);
  const kept = statSync(server("two", "token")).ino;
  const before = tokens();
  rmSync(nodeFolders(layout, "one").var, { recursive: true });
  for (const name of NODES) giveServerFiles(layout, name);
  expect(tokens()).toEqual(before);
  expect(statSync(server("two", "token")).ino).toBe(kept);
});

it("another start has another token", () => {
  giveServerFiles(layout, "one");
  const before = readFileSync(server("one", "token"), "utf8");
  rmSync(join(layout.pkiFolder, "server-token"));
  giveServerFiles(layout, "one");
  expect(readFileSync(server("one", "token"), "utf8")).not.toBe(before);
});

it("a snapshot is named as K3s names it, by its node and second, also where nodes had no such files before", () => {
  const file = join(folder, "snapshot");
  writeFileSync(file, "all of etcd", { mode: 0o600 });
  for (const name of NODES) laySnapshot(layout, name, file, new Date("2026-12-01T12:00:00.900Z"));
  for (const name of NODES) {
    const snapshots = readdirSync(server(name, "db/snapshots"));
    expect(snapshots).toEqual([`etcd-snapshot-${name}-1796126400`]);
    const laid = server(name, join("db/snapshots", snapshots[0]!));
    expect([readFileSync(laid, "utf8"), mode(laid)]).toEqual(["all of etcd", "600"]);
  }
  expect(new Set(tokens()).size).toBe(1);
});
