import { expect, test } from "@jest/globals";
import { recipeDigest } from "./recipe-digest";
import { RECIPES } from "./recipes";

test.each(Object.entries(RECIPES))(
  "the recipe of %s is the one that was smoke-tested under its tag",
  (name, recipe) => {
    const digest = recipeDigest(recipe.folder, recipe.outside);
    const message =
      `the recipe of ${name} isn't the one that was built and smoke-tested as ${recipe.image.tag}: raise REVISION in ` +
      `image.ts unless a version in the tag changed, then run: npm run image -- ${name} --record`;
    expect({ digest, message }).toEqual({ digest: recipe.recordedDigest, message });
  },
);
