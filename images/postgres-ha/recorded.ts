/**
 * Tags whose recipe was built and passed its smoke test, with the recipe's digest. Written by
 * `npm run image -- postgres-ha --record`; a published tag's line is never changed.
 */
export const RECORDED: Readonly<Record<string, string>> = {
  "15.20-4.1.5-1": "393b2cebc52df6bf6cfd3a6beb6c140c9b35246fa7cfbfbb8c79cdd609443732",
};
