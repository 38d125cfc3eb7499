/**
 * Tags whose recipe was built and passed its smoke test, with the recipe's digest. Written by
 * `npm run image -- redis --record`; a published tag's line is never changed.
 */
export const RECORDED: Readonly<Record<string, string>> = {
  "8.1.1-1": "d3ef12050016afa7d3816d4786387d45f5e6ce4bd6676330b8ee69fefc1bb68e",
};
