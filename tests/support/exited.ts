/**
 * Asserts how a program ended.
 * @param expected its exit code, or "failure" for any but 0
 * @returns everything that it printed
 * @throws Error with everything that it printed, where it ended otherwise
 */
export function exited(expected: number | "failure", code: number | null, output: string): string {
  const asExpected = expected === "failure" ? code !== 0 : code === expected;
  if (!asExpected) throw new Error(`exit code ${code} instead of ${expected}; everything that was printed:\n${output}`);
  return output;
}
