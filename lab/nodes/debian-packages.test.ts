/** Which packages are to be installed. The installing itself was seen by hand, on Debian 12. */
import { expect, it } from "@jest/globals";

import { missingPackages, PACKAGES } from "./debian-packages";

it("only what isn't there is installed", () => {
  expect(missingPackages(() => true)).toEqual([]);
  expect(missingPackages(() => false)).toEqual(Object.keys(PACKAGES));
  expect(missingPackages((program) => program !== "runc")).toEqual(["runc"]);
});
