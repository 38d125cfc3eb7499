/**
 * Tags whose recipe was built and passed its smoke test, with the recipe's digest. Written by
 * `npm run image -- etcd-tools --record`; a published tag's line is never changed.
 */
export const RECORDED: Readonly<Record<string, string>> = {
  "3.6.4-1": "7c28c4eb6492c2962813c75f0211d304cc533abb59d19d585dd921848539cc9a",
  "3.6.4-2": "50d5772b908257e8b7c1f24dbabe4d0cb9bf77bb1f9917e5a5a23153ac2545bf",
};
