import { readFileSync, writeFileSync } from "node:fs";
import { loadavg } from "node:os";
import { resolve } from "node:path";

import { withSection } from "../bench/report";

const REPORT = resolve(__dirname, "../docs/benchmarks.md");

/** Makes a drill's section of docs/benchmarks.md anew out of the old one. */
export function writeDrillSection(drill: string, section: (old: string) => string): void {
  writeFileSync(REPORT, withSection(readFileSync(REPORT, "utf8"), drill, section, "drill"));
}

/** How many processes wanted a processor at once, on average over the last minute. */
export function oneMinuteLoad(): number {
  return loadavg()[0] ?? NaN;
}
