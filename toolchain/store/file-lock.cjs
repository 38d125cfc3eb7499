"use strict";
// Plain JavaScript because the bootstrap needs it before there is anything that could run TypeScript.
const fs = require("node:fs/promises");
const path = require("node:path");
const { randomBytes } = require("node:crypto");

const POLL_MS = 200;

/**
 * Start time of a process in clock ticks since boot: tells a process from a later one with the same pid. Empty without /proc, and
 * for one that is dead but not yet reaped.
 */
async function startTime(pid) {
  try {
    const stat = await fs.readFile(`/proc/${pid}/stat`, "utf8");
    // The command name is in parentheses and may hold anything, so fields are counted from the last one on.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" ? "" : (fields[19] ?? "");
  } catch {
    return "";
  }
}

let own;
async function ownIdentity() {
  own ??= `${process.pid}-${await startTime(process.pid)}`;
  return own;
}

async function isAlive(identity) {
  const [pid, started] = identity.split("-");
  if (!/^\d+$/.test(pid)) return false;
  try {
    process.kill(Number(pid), 0);
  } catch (error) {
    if (error.code === "ESRCH") return false;
  }
  return (await startTime(pid)) === started;
}

async function withFileLock(file, { onWait, signal }, work) {
  const release = await acquire(file, onWait, signal);
  try {
    return await work();
  } finally {
    await release();
  }
}

async function acquire(file, onWait, signal) {
  const identity = await ownIdentity();
  const token = `${identity} ${randomBytes(6).toString("hex")}`;
  const draft = `${file}.${randomBytes(6).toString("hex")}`;
  let told;
  for (;;) {
    signal?.throwIfAborted();
    if (await claim(file, draft, token)) return () => release(file, token);
    const holder = await read(file);
    if (holder === undefined) continue;
    if (!(await isAlive(holder.split(" ")[0]))) {
      await removeStale(file, holder);
      continue;
    }
    if (told !== holder) onWait?.(holder.split("-")[0]);
    told = holder;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

/** Appears complete or not at all: a lock file without its owner's name would look stale. */
async function claim(file, draft, token) {
  await fs.mkdir(path.dirname(file), { recursive: true });
  await fs.writeFile(draft, token);
  try {
    await fs.link(draft, file);
    return true;
  } catch (error) {
    if (error.code === "EEXIST") return false;
    throw error;
  } finally {
    await fs.rm(draft, { force: true });
  }
}

/** Renames before it removes: of several that find the same stale lock only one gets it, and a lock taken meanwhile is put back. */
async function removeStale(file, holder) {
  const aside = `${file}.${randomBytes(6).toString("hex")}`;
  try {
    await fs.rename(file, aside);
  } catch (error) {
    if (error.code === "ENOENT") return;
    throw error;
  }
  if ((await read(aside)) !== holder) await fs.link(aside, file).catch(() => undefined);
  await fs.rm(aside, { force: true });
}

async function release(file, token) {
  if ((await read(file)) === token) await fs.rm(file, { force: true });
}

async function read(file) {
  try {
    return await fs.readFile(file, "utf8");
  } catch (error) {
    if (error.code === "ENOENT") return undefined;
    throw error;
  }
}

module.exports = { withFileLock, ownIdentity, isAlive };
