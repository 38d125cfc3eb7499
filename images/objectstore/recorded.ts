/**
 * Tags whose recipe was built and passed its smoke test, with the recipe's digest. Written by
 * `npm run image -- objectstore --record`; a published tag's line is never changed.
 */
export const RECORDED: Readonly<Record<string, string>> = {
  "1.8.0-1": "aa43285d295af6a77e4f27b3a734a097e4bee472f2a7585cf22f3731ea6fe51d",
  "1.8.0-2": "b885a7124f53a6938ca461453f6b695646e1c14d68c5ada2770c56d86984b7eb",
};
