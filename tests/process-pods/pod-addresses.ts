import { execFile } from "node:child_process";
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Of the cluster's pod range; that it is one node's part of it means nothing here. */
const PREFIX = "10.42.0.";
const FIRST = 10;
const LAST = 250;

/**
 * The addresses of pods: each on `lo` of the network namespace that all share, so that any pod reaches any other, and
 * none another machine. Each is also an entry of a folder, so that those of a run that was killed can be removed.
 */
export class PodAddresses {
  private next = FIRST;

  constructor(private readonly folder: string) {
    mkdirSync(folder, { recursive: true });
  }

  /**
   * Adds an address to `lo`: never one that was given back a moment ago.
   * @throws Error when all are taken, or `ip` refuses
   */
  async take(): Promise<string> {
    for (let tried = FIRST; tried <= LAST; tried++) {
      const address = `${PREFIX}${this.next}`;
      this.next = this.next === LAST ? FIRST : this.next + 1;
      if (await isAdded(address)) {
        writeFileSync(join(this.folder, address), "");
        return address;
      }
    }
    throw new Error(`no pod address left of ${PREFIX}${FIRST} to ${PREFIX}${LAST}: too many pods run in this network`);
  }

  /** Removes an address from `lo`. */
  async giveBack(address: string): Promise<void> {
    await run("ip", ["address", "del", `${address}/32`, "dev", "lo"]).catch((error: Error) => {
      if (!error.message.includes("Cannot assign requested address")) throw error;
    });
    rmSync(join(this.folder, address), { force: true });
  }

  /** Removes all that are left. */
  async giveBackAll(): Promise<void> {
    for (const address of readdirSync(this.folder)) await this.giveBack(address);
  }
}

/** Whether the address is on `lo` now and was not before: somebody else in this network may have it. */
async function isAdded(address: string): Promise<boolean> {
  try {
    await run("ip", ["address", "add", `${address}/32`, "dev", "lo"]);
    return true;
  } catch (error) {
    // No instanceof: under jest, Node's own errors are of another realm.
    if (/File exists|already assigned/i.test(String(error))) return false;
    throw error;
  }
}
