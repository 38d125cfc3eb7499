import type { Bench } from "./bench-lab";

/**
 * Measures several things in turns (A B A B …), so that what else the machine does falls on all of them. The first round
 * warms up caches and isn't counted.
 * @param variants each measures itself, and gives what it found
 */
export async function inTurns<Name extends string, Found>(
  { progress, signal }: Pick<Bench, "progress" | "signal">,
  rounds: number,
  variants: Readonly<Record<Name, () => Promise<Found>>>,
): Promise<Readonly<Record<Name, readonly Found[]>>> {
  const names = Object.keys(variants) as Name[];
  const runs = Object.fromEntries(names.map((name) => [name, [] as Found[]])) as Record<Name, Found[]>;
  for (let round = 0; round <= rounds; round++) {
    for (const name of names) {
      signal.throwIfAborted();
      const heading = `${name}: ${round === 0 ? "warming up" : `run ${round} of ${rounds}`}`;
      const found = await progress.step(heading, variants[name]);
      progress.info(`    ${JSON.stringify(found)}`);
      if (round > 0) runs[name].push(found);
    }
  }
  signal.throwIfAborted();
  return runs;
}

/** What a work gives, and how long it took. */
export async function timed<T>(work: () => Promise<T>): Promise<{ readonly result: T; readonly seconds: number }> {
  const startedMs = performance.now();
  const result = await work();
  return { result, seconds: (performance.now() - startedMs) / 1000 };
}
