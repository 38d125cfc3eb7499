import { describe, expect, test } from "@jest/globals";
import { wantedImage } from "./command-line";
import { recipeOf } from "./recipes";

describe("npm run image", () => {
  test("takes an image and what to do with it", () => {
    expect(wantedImage(["postgres-ha", "--record", "--archive", "a.tar"])).toEqual({
      name: "postgres-ha",
      record: true,
      archive: "a.tar",
    });
  });

  test("help comes before mistakes", () => {
    expect(wantedImage(["--help"])).toBe("help");
  });

  test.each([[[]], [["postgres-ha", "redis"]]])("refuses %j", (words) => {
    expect(() => wantedImage(words)).toThrow(/name one image, such as npm run image -- postgres-ha; got/);
  });

  test("names the images there are", () => {
    expect(() => recipeOf("postgres")).toThrow('image "postgres" is unknown: choose from postgres-ha');
  });
});
