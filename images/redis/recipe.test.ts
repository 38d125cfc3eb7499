import { expect, test } from "@jest/globals";
import { recipeDigest } from "../recipe-digest";
import { RECORDED_DIGEST, REDIS_IMAGE } from "./image";

test("the recipe is the one that was smoke-tested under its tag", () => {
  const digest = recipeDigest(__dirname);
  const message =
    `the recipe of redis isn't the one that was built and smoke-tested as ${REDIS_IMAGE.tag}: raise REVISION in ` +
    "image.ts unless a version in the tag changed, then run: npm run image -- redis --record";
  expect({ digest, message }).toEqual({ digest: RECORDED_DIGEST, message });
});
