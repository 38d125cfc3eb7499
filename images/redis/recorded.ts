/**
 * Tags whose recipe was built and passed its smoke test, with the recipe's digest. Written by
 * `npm run image -- redis --record`; a published tag's line is never changed.
 */
export const RECORDED: Readonly<Record<string, string>> = {
  "8.1.1-1": "87049a0371ddefe277bbc851af1991f294458af91da3a8e3c488bf7e47189538",
  "8.1.1-2": "00b0e9f935c5efae11eb1760a3b7717120238d5a692800dd0daedc92caec0466",
  "8.1.1-3": "edf0215eda442c8b4c317de9f4e654a9f7aee3d4461fe2d182d72e80727ac4fd",
  "8.1.1-4": "fad5d011eeb5e0b096f94d33deaeaf46bef2b640ce68e90dfae7f612dba24b43",
  "8.1.1-5": "f4534d8c891686702f2bb6c29fae2662da0b116c6794cc5a8f5528732f777292",
  "8.1.1-6": "75a56dfefdb6017351a47f8585bc545342827d132afc0fb89b6410d87d465886",
};
