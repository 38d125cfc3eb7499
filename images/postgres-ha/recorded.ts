/**
 * Tags whose recipe was built and passed its smoke test, with the recipe's digest. Written by
 * `npm run image -- postgres-ha --record`; a published tag's line is never changed.
 */
export const RECORDED: Readonly<Record<string, string>> = {
  "15.20-4.1.5-1": "a6fe23c24dad3d3ff2669fe151e2a2839b32057c4136ad0ae4873659e3e02aed",
};
