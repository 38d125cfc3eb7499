/** What pulumi 3.246.0 says where an update fails for a reason that has a next step, and that step. */
const KNOWN: readonly (readonly [said: RegExp, advice: (stack: string) => string])[] = [
  [
    /the stack is currently locked by/,
    (stack) =>
      `Another update of ${stack} holds its lock; who and since when stands above. If it is still running, wait for it, then deploy ` +
      `again. If it was killed: pulumi cancel --stack ${stack}, then deploy again.`,
  ],
  [
    /violates plan|not allowed by the plan/,
    (stack) =>
      `${stack} was updated up to the resource that would have changed in another way than planned. Deploy again: it is planned anew. ` +
      "If it stops at the same resource again, pulumi's plan is too strict for it: deploy with --without-plan, which judges the preview alone.",
  ],
];

/** Why an update failed, and what to do next: never nothing. */
export function adviceOn(stack: string, exitCode: number, text: string): string {
  const known = KNOWN.filter(([said]) => said.test(text)).map(([, advice]) => advice(stack));
  if (known.length > 0) return `${known.join("\n")}\n`;
  const said = text.trim() === "" ? `pulumi ended with code ${exitCode} and said nothing. ` : "";
  return `${said}The update of ${stack} failed${said === "" ? " as pulumi says above" : ""}. What it did is recorded: deploy again once the cause is mended, and the rest is done.\n`;
}
