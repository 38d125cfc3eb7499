import { describe, expect, test } from "@jest/globals";
import { newerThanDeclared } from "./versions";

describe("versions in an image", () => {
  test("the declared ones are what the tag stands for", () => {
    expect(newerThanDeclared({ postgres: "15.20" }, { postgres: "15.20" })).toEqual([]);
  });

  test("a newer release of the same major version is told", () => {
    expect(newerThanDeclared({ postgres: "15.9" }, { postgres: "15.10" })).toEqual([
      "postgres is 15.10, and image.ts declares 15.9",
    ]);
  });

  test.each(["15.8", "16.1", undefined])("%s in place of 15.9 is refused", (found) => {
    const built: Record<string, string> = found === undefined ? {} : { postgres: found };
    expect(() => newerThanDeclared({ postgres: "15.9" }, built)).toThrow(/postgres .*image\.ts declares 15\.9/);
  });
});
