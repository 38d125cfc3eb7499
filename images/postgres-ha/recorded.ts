/**
 * Tags whose recipe was built and passed its smoke test, with the recipe's digest. Written by
 * `npm run image -- postgres-ha --record`; a published tag's line is never changed.
 */
export const RECORDED: Readonly<Record<string, string>> = {
  "15.20-4.1.5-1": "d7856ed33e0fa2e5653698385a773452f8702a47ccdd11eaa87d3be842911a51",
  "15.20-4.1.5-2": "00cbd57994825acf501c7a9fc756e1e8f6eba1fea6c78d85f094d2427af6d993",
  "15.20-4.1.5-3": "6e7aceff7edc3ae15d68b39e73f26b6e540b785f82bb03ed5ffc881aae169fbe",
  "15.20-4.1.5-4": "4722b09454812fa3dcac16065cbad0ba73cf19ec5e2df1b4d79e779a7bf20ed1",
  "15.20-4.1.5-5": "535931b7467abeb380bce03ec2fe033b787623d4c14ef716b90c8086cfd7b6bd",
  "15.20-4.1.5-6": "58742a1ec5ae27d9087b8fea6b139235fdb3eb130d741b00fc57a06d6d7109eb",
  "15.20-4.1.5-7": "2ba6c7fb3bc56755183e11b490485a9c8d44663e6dc24556b1ebff09dc91aa85",
  "15.20-4.1.5-8": "8fa6a03aea6884c9a0bd8a0746d37324c27ba8d68f54a13471ae5855c343bd1d",
};
