/**
 * Tags whose recipe was built and passed its smoke test, with the recipe's digest. Written by
 * `npm run image -- backup-tools --record`; a published tag's line is never changed.
 */
export const RECORDED: Readonly<Record<string, string>> = {
  "1.60.1-1.2.1-1": "af00f6b19058683049d6f9a0cec5207c5f7f0e0c0118b107931acd9ced01c891",
};
