/**
 * Tags whose recipe was built and passed its smoke test, with the recipe's digest. Written by
 * `npm run image -- backup-tools --record`; a published tag's line is never changed.
 */
export const RECORDED: Readonly<Record<string, string>> = {
  "1.60.1-1.2.1-1": "40d39c2871129ebecca352e6a7b29199f8945396e411b76dd4180882ef3ed40e",
};
