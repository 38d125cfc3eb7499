/**
 * Tags whose recipe was built and passed its smoke test, with the recipe's digest. Written by
 * `npm run image -- backup-tools --record`; a published tag's line is never changed.
 */
export const RECORDED: Readonly<Record<string, string>> = {
};
