import { expect, test } from "@jest/globals";
import { recipeDigest } from "../recipe-digest";
import { POSTGRES_HA, RECORDED_DIGEST } from "./image";

test("the recipe is the one that was smoke-tested under its tag", () => {
  const digest = recipeDigest(__dirname);
  const message =
    `the recipe of postgres-ha isn't the one that was built and smoke-tested as ${POSTGRES_HA.tag}: raise REVISION in ` +
    "image.ts unless a version in the tag changed, then run: npm run image -- postgres-ha --record";
  expect({ digest, message }).toEqual({ digest: RECORDED_DIGEST, message });
});
