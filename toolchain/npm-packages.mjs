import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { constants } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { withFileLock } from "./store/file-lock.cjs";

const CHECKOUT = dirname(dirname(fileURLToPath(import.meta.url)));
const HEARTBEAT_SECONDS = 15;
/** How long npm may take to end when interrupted; what it leaves is not vouched for either way. */
const GRACE_MS = 2000;
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"];

/** Written when an installation is complete: the hash of what was installed. Goes with the folder it vouches for. */
const stampFile = (checkout) => join(checkout, "node_modules", ".gx-installed");
/** npm's own record of what it put into node_modules, written when it has finished. */
const recordFile = (checkout) => join(checkout, "node_modules", ".package-lock.json");

class UserError extends Error {
  name = "UserError";
}

/** Ends the run, once the lock is given back, as a shell expects of a signal. */
class Interrupted extends UserError {
  constructor(signal) {
    super(`interrupted by ${signal} while installing npm packages; the next run starts over`);
    this.exitCode = 128 + constants.signals[signal];
  }
}

/**
 * Runs a TypeScript file of this checkout in this process, as if by `tsx SCRIPT ARGUMENTS`, after installing the npm packages if need be.
 * @throws UserError where there is no such script or the packages can't be installed.
 */
export async function runScript(script, args) {
  if (!script) throw new UserError("usage: node toolchain/bootstrap.mjs SCRIPT.ts [ARGUMENT…]");
  const path = resolve(CHECKOUT, script);
  if (!existsSync(path)) throw new UserError(`there is no script ${path}`);
  await ensurePackages(CHECKOUT);
  const require = createRequire(path);
  // What `node --import tsx` does.
  await import(pathToFileURL(require.resolve("tsx")).href);
  process.argv = [process.execPath, path, ...args];
  require(path);
}

/**
 * Installs the npm packages of a checkout unless they are those of its package-lock.json: one process installs, others wait for it.
 * An interrupted installation has no stamp, so the next run starts it over.
 */
export async function ensurePackages(checkout) {
  if (await isStamped(checkout)) return;
  const onWait = (pid) => console.error(`npm packages: waiting for process ${pid}, which is installing them`);
  const lock = join(checkout, ".toolchain", "npm-packages.lock");
  await withFileLock(lock, { onWait }, async () => {
    if (await isStamped(checkout)) return;
    if (!holdsLockedPackages(checkout)) await install(checkout);
    await writeFile(stampFile(checkout), await hashOfLock(checkout));
  }).catch((error) => {
    if (!["EACCES", "EROFS", "EPERM", "ENOSPC"].includes(error.code)) throw error;
    throw new UserError(
      `the npm packages can't be installed in ${checkout}: ${error.message}; make the folder writable.`,
    );
  });
}

async function hashOfLock(checkout) {
  return createHash("sha256")
    .update(await readFile(join(checkout, "package-lock.json")))
    .digest("hex");
}

async function isStamped(checkout) {
  const stamp = await readFile(stampFile(checkout), "utf8").catch(() => undefined);
  return stamp !== undefined && stamp === (await hashOfLock(checkout));
}

/** Whether somebody ran npm by hand and everything locked is there: then there is nothing to install anew. */
function holdsLockedPackages(checkout) {
  let locked, present;
  try {
    locked = JSON.parse(readFileSync(join(checkout, "package-lock.json"), "utf8")).packages;
    present = JSON.parse(readFileSync(recordFile(checkout), "utf8")).packages;
  } catch {
    return false;
  }
  const differs = ([path, { version, integrity, link, optional }]) => {
    const there = present[path];
    if (!there) return !optional;
    if (link) return !there.link || !existsSync(join(checkout, path));
    return (
      there.version !== version || there.integrity !== integrity || !existsSync(join(checkout, path, "package.json"))
    );
  };
  return !Object.entries(locked).some(([path, entry]) => path.startsWith("node_modules/") && differs([path, entry]));
}

async function install(checkout) {
  const started = Date.now();
  const seconds = () => ((Date.now() - started) / 1000).toFixed(0);
  console.error("npm packages: installing those of package-lock.json (npm ci)");
  // npm empties the folder without any order, so what vouches for it goes first.
  await rm(stampFile(checkout), { force: true });
  await rm(recordFile(checkout), { force: true });
  const heartbeat = setInterval(
    () => console.error(`npm packages: still installing (${seconds()} s so far)`),
    HEARTBEAT_SECONDS * 1000,
  );
  try {
    const { code, output } = await npmCi(checkout);
    if (code !== 0) {
      throw new UserError(`npm ci in ${checkout} failed with code ${code} after ${seconds()} s:\n${output.trim()}`);
    }
    await mkdir(join(checkout, "node_modules"), { recursive: true });
  } finally {
    clearInterval(heartbeat);
  }
  console.error(`npm packages: installed in ${seconds()} s`);
}

/** In a process group of its own, so that a signal passed on ends what npm has started too. */
async function npmCi(checkout) {
  const args = ["ci", "--no-audit", "--no-fund", "--no-progress"];
  const signalAll = (signal) => {
    try {
      process.kill(-child.pid, signal);
    } catch {
      // All of it has ended.
    }
  };
  let interruptedBy, killer;
  const onSignal = (signal) => {
    interruptedBy ??= signal;
    signalAll(signal);
    killer ??= setTimeout(() => signalAll("SIGKILL"), GRACE_MS);
  };
  // Before there is a child: a signal that comes while it starts must not end this process alone.
  for (const signal of SIGNALS) process.on(signal, onSignal);
  const child = spawn("npm", args, { cwd: checkout, detached: true, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += chunk));
  try {
    const code = await new Promise((done, failed) => {
      child.once("error", failed);
      child.once("close", (exit) => done(exit));
    });
    if (interruptedBy) {
      throw new Interrupted(interruptedBy);
    }
    return { code, output };
  } catch (error) {
    if (error.code !== "ENOENT") throw error;
    throw new UserError("there is no npm on PATH; it comes with Node.js: install Node.js from https://nodejs.org/.");
  } finally {
    clearTimeout(killer);
    for (const signal of SIGNALS) process.off(signal, onSignal);
  }
}
