/** Locks between processes of one machine. Does not prove anything for machines that share a folder. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { isAlive, ownIdentity, withFileLock } from "./file-lock.cjs";

let folder: string;
let lock: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "gx-lock-"));
  lock = join(folder, "a.lock");
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("a lock", () => {
  it("lets one in at a time and is gone afterwards", async () => {
    let inside = 0;
    let most = 0;
    let waiting = 0;
    let othersWait = () => undefined as void;
    const bothOthersWait = new Promise<void>((resolve) => (othersWait = resolve));
    const onWait = () => void (++waiting === 2 && othersWait());
    const work = async () => {
      most = Math.max(most, ++inside);
      await bothOthersWait;
      inside--;
    };
    await Promise.all([1, 2, 3].map(() => withFileLock(lock, { onWait }, work)));
    expect(most).toBe(1);
    expect(existsSync(lock)).toBe(false);
  });

  it("is given back when the work fails", async () => {
    await expect(withFileLock(lock, {}, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
    expect(existsSync(lock)).toBe(false);
  });

  it.each([
    ["a process that is gone", async () => "4194304-1 token"],
    ["an earlier process with the pid of a living one", async () => `${process.pid}-1 token`],
    ["nobody (a file of another kind)", async () => "?"],
  ])("held by %s is taken over at once", async (_case, holder) => {
    writeFileSync(lock, await holder());
    const waited: string[] = [];
    const held = await withFileLock(lock, { onWait: (pid) => waited.push(pid) }, async () =>
      readFileSync(lock, "utf8"),
    );
    expect(held).toContain(await ownIdentity());
    expect(waited).toEqual([]);
  });

  it("held by a living process is waited for, until told otherwise", async () => {
    writeFileSync(lock, `${await ownIdentity()} token`);
    const waited: string[] = [];
    const controller = new AbortController();
    const onWait = (pid: string) => {
      waited.push(pid);
      controller.abort(new Error("told otherwise"));
    };
    const attempt = withFileLock(lock, { onWait, signal: controller.signal }, async () => undefined);
    await expect(attempt).rejects.toThrow("told otherwise");
    expect(waited).toEqual([String(process.pid)]);
    expect(readFileSync(lock, "utf8")).toContain("token");
  });
});

it("tells a living process from a dead one", async () => {
  expect(await isAlive(await ownIdentity())).toBe(true);
  expect(await isAlive("4194304-1")).toBe(false);
});
