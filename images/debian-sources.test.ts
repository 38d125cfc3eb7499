import { describe, expect, test } from "@jest/globals";
import { sourcesOf } from "./debian-sources";

const MAIN = "Debian Debian http://mirror.test/debian/";
const SECURITY = "Debian Debian-Security http://mirror.test/security/";
const FOREIGN = "Vendor vendor https://vendor.test/apt/";

describe("Debian's sources for an image", () => {
  test("are the suite, its updates and its security updates on the machine's own mirrors, and nobody else's", () => {
    expect(sourcesOf("bookworm", [FOREIGN, MAIN, SECURITY].join("\n"))).toEqual([
      "deb http://mirror.test/debian/ bookworm main",
      "deb http://mirror.test/debian/ bookworm-updates main",
      "deb http://mirror.test/security/ bookworm-security main",
    ]);
  });

  test("without a security archive are refused, with what to do", () => {
    expect(() => sourcesOf("bookworm", [FOREIGN, MAIN].join("\n"))).toThrow(
      /"Debian-Security".*: build on Debian, with its main and its security archive/,
    );
  });
});
