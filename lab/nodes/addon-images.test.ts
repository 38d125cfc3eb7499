/** That the addons find images on real nodes. That they run is seen by `npm run drill -- nodes`. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { expect, it } from "@jest/globals";

import { ADDONS, ADDONS_FOLDER } from "../addons";
import { ADDON_IMAGES } from "./addon-images";
import { VOLUME_HELPER_IMAGE } from "./pod-image";

it("each image that an addon names is built", () => {
  const manifests = ADDONS.real.map((file) => readFileSync(join(ADDONS_FOLDER, file), "utf8")).join("\n");
  const named = [...manifests.matchAll(/^ +image: (\S+)$/gm)].map(([, reference]) => reference);
  expect(named.sort()).toEqual([...ADDON_IMAGES.map(({ reference }) => reference), VOLUME_HELPER_IMAGE].sort());
});
