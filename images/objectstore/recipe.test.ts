import { expect, test } from "@jest/globals";
import { recipeDigest } from "../recipe-digest";
import { OBJECTSTORE_IMAGE, RECORDED_DIGEST } from "./image";
import { RECIPE } from "./recipe";

test("the recipe is the one that was smoke-tested under its tag", () => {
  const digest = recipeDigest(RECIPE.folder, RECIPE.outside);
  const message =
    `the recipe of objectstore isn't the one that was built and smoke-tested as ${OBJECTSTORE_IMAGE.tag}: raise REVISION in ` +
    "image.ts unless a version in the tag changed, then run: npm run image -- objectstore --record";
  expect({ digest, message }).toEqual({ digest: RECORDED_DIGEST, message });
});
