/** What a job may take besides copying: steps that take as long with any amount of data. */
const OTHER_STEPS_SECONDS = 900;
/** A slow line. */
const COPIED_MEBIBYTES_A_SECOND = 5;

/** How long a step may take that copies so much at most, in seconds. */
export function copyTimeoutSeconds(mebibytes: number): number {
  return OTHER_STEPS_SECONDS + Math.ceil(mebibytes / COPIED_MEBIBYTES_A_SECOND);
}
