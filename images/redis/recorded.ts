/**
 * Tags whose recipe was built and passed its smoke test, with the recipe's digest. Written by
 * `npm run image -- redis --record`; a published tag's line is never changed.
 */
export const RECORDED: Readonly<Record<string, string>> = {
  "8.1.1-1": "12407673e42f3c0e22fca145ca6dd0537604b60b6f8193420ef83a706ea1b1ef",
};
