/** What became of writes in one round of a scenario. */
export interface Outcome {
  readonly secondsWithoutWrites: number;
  /** Writes that were acknowledged in it. */
  readonly acknowledged: number;
  /** Those that are gone. */
  readonly lost: number;
}
