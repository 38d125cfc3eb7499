/**
 * What is said where a lab's folder can't be written, or has lost its passphrase. Not shown: a full disk and a read-only
 * file system, which give other reasons in the same words.
 */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, expect, it } from "@jest/globals";

import { silent } from "../toolchain/progress";
import { UserError } from "../toolchain/user-error";
import { labNodesOf } from "./inventory-nodes";
import { startLab, stopLab } from "./lab";
import { openLabStack } from "./lab-stack";

const NOBODY = 65534;
const tools = { path: () => "/bin/false", env: {} };

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "gx-refusal-"));
});
afterEach(() => rmSync(root, { recursive: true }));

/** Runs work as a user who may not write into `folder`: root may write everywhere. */
async function readOnly<T>(folder: string, work: () => Promise<T>): Promise<T> {
  chmodSync(root, 0o755);
  chmodSync(folder, 0o555);
  const isRoot = process.getuid?.() === 0;
  if (isRoot) process.seteuid?.(NOBODY);
  try {
    return await work();
  } finally {
    if (isRoot) process.seteuid?.(0);
    chmodSync(folder, 0o755);
  }
}

const start = (labsFolder: string) => startLab({ labsFolder, nodes: labNodesOf(), tools, progress: silent });
const stack = (folder: string) =>
  openLabStack({ folder, kubeconfigPath: "k", context: "c", clusterIdentity: "i" }, tools, "mainnet");

async function refusal(work: () => Promise<unknown>): Promise<string> {
  const error: unknown = await work().catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(UserError);
  return (error as UserError).message;
}

it.each([
  ["starting a lab", start],
  ["stopping one", (labsFolder: string) => stopLab({ labsFolder, progress: silent })],
  ["a deployment", stack],
])("%s in a folder that may not be written names it, the reason and the remedy", async (_what, work) => {
  const folder = join(root, "labs");
  mkdirSync(folder);
  expect(await readOnly(folder, () => refusal(() => work(folder)))).toMatch(
    new RegExp(
      `^the lab's data can't be kept in ${folder}: this user may not write there \\(EACCES.*; make it writable`,
    ),
  );
});

it("a path through a file names it", async () => {
  writeFileSync(join(root, "file"), "");
  const folder = join(root, "file", "labs");
  expect(await refusal(() => start(folder))).toContain(`can't be kept in ${folder}: part of its path is a file`);
});

it("no new passphrase is made beside state that an old one has closed", async () => {
  const folder = join(root, "mine");
  mkdirSync(join(folder, "state/.pulumi/stacks/gx"), { recursive: true });
  expect(await refusal(() => stack(folder))).toBe(
    `${folder}/passphrase is gone, and with it what opens the secrets in ${folder}/state: put it back, or start over (npm run lab:reset -- --name mine)`,
  );
});
