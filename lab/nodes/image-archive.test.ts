/** The archive of an image. That containerd imports it and pods run in it is seen by `npm run drill -- nodes`. */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, expect, it } from "@jest/globals";

import { sha256Of, sha256OfFile } from "../../toolchain/store/hash";
import { writeImageArchive } from "./image-archive";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "gx-archive-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const DEFAULTS = { Cmd: ["/bin/true"], Env: ["A=b"], User: "7:7", Labels: { of: "a test" } };

/** Writes an archive of a root file system whose one file has that content and was changed at that time. */
async function archived(name: string, content: string, seconds: number): Promise<string> {
  const root = join(folder, `root-${name}`);
  mkdirSync(join(root, "bin"), { recursive: true });
  writeFileSync(join(root, "bin", "true"), content, { mode: 0o755 });
  utimesSync(join(root, "bin", "true"), seconds, seconds);
  const archive = join(folder, `${name}.tar`);
  await writeImageArchive({ reference: "gx.lab/test:1", root, defaults: DEFAULTS }, archive);
  return archive;
}

function member(archive: string, path: string): Buffer {
  return execFileSync("tar", ["--extract", "--to-stdout", `--file=${archive}`, path]);
}

it("holds the reference, the defaults and the files, and nothing is left beside it", async () => {
  const archive = await archived("a", "content", 5);
  const manifest = JSON.parse(member(archive, "manifest.json").toString()) as object;
  expect(manifest).toEqual([{ Config: "config.json", RepoTags: ["gx.lab/test:1"], Layers: ["layer.tar"] }]);
  const layer = member(archive, "layer.tar");
  const config = JSON.parse(member(archive, "config.json").toString()) as object;
  expect(config).toMatchObject({
    config: DEFAULTS,
    rootfs: { type: "layers", diff_ids: [`sha256:${sha256Of(layer)}`] },
  });
  const listed = execFileSync("tar", ["--list", "--verbose", "--file=-"], { input: layer }).toString();
  expect(listed).toMatch(/^-rwxr-xr-x .* \.\/bin\/true$/m);
  expect(readdirSync(folder).sort()).toEqual(["a.tar", "root-a"]);
});

it("is the same for the same files, whenever they were written, and another for others", async () => {
  const [a, b, other] = [
    await archived("a", "content", 5),
    await archived("b", "content", 99),
    await archived("c", "other", 5),
  ];
  expect(await sha256OfFile(b)).toBe(await sha256OfFile(a));
  expect(await sha256OfFile(other)).not.toBe(await sha256OfFile(a));
});

it("leaves nothing where the root file system is missing", async () => {
  const image = { reference: "gx.lab/test:1", root: join(folder, "none"), defaults: {} };
  await expect(writeImageArchive(image, join(folder, "a.tar"))).rejects.toThrow(/none/);
  expect(readdirSync(folder)).toEqual([]);
});
