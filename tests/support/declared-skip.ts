const MARK = "[not run here: ";

/** The title of tests that this machine may be unable to run, with the reason why it is. */
export function declaredSkip(title: string, obstacle: string): string {
  return `${title} ${MARK}${obstacle}]`;
}

/** Whether a test of this full name is left out for a reason that its title gives. Any other skipped test fails the run. */
export function isDeclaredSkip(fullName: string): boolean {
  return fullName.includes(MARK);
}
