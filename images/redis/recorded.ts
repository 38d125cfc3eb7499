/**
 * Tags whose recipe was built and passed its smoke test, with the recipe's digest. Written by
 * `npm run image -- redis --record`; a published tag's line is never changed.
 */
export const RECORDED: Readonly<Record<string, string>> = {
  "8.1.1-1": "87049a0371ddefe277bbc851af1991f294458af91da3a8e3c488bf7e47189538",
  "8.1.1-2": "00b0e9f935c5efae11eb1760a3b7717120238d5a692800dd0daedc92caec0466",
};
