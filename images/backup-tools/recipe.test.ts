import { expect, test } from "@jest/globals";
import { recipeDigest } from "../recipe-digest";
import { BACKUP_TOOLS, RECORDED_DIGEST } from "./image";

test("the recipe is the one that was smoke-tested under its tag", () => {
  const digest = recipeDigest(__dirname);
  const message =
    `the recipe of backup-tools isn't the one that was built and smoke-tested as ${BACKUP_TOOLS.tag}: raise REVISION in ` +
    "image.ts unless a version in the tag changed, then run: npm run image -- backup-tools --record";
  expect({ digest, message }).toEqual({ digest: RECORDED_DIGEST, message });
});
