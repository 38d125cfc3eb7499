/** Secrets and unknowns inside property values. Does not prove that the markers are the engine's: tests/toolchain does. */
import { describe, expect, it } from "@jest/globals";
import { changedProperties, holdsSecret, holdsUnknown, reveal, secret, secretTexts, UNKNOWN } from "./property-values";

const nested = { list: [1, { inner: secret({ deep: "hidden" }) }], plain: "shown" };

describe("property values", () => {
  it("unwraps secrets wherever they are", () => {
    expect(reveal(nested)).toEqual({ list: [1, { inner: { deep: "hidden" } }], plain: "shown" });
  });

  it("tells whether and which texts are secret", () => {
    expect(holdsSecret(nested)).toBe(true);
    expect(holdsSecret(reveal(nested))).toBe(false);
    expect(secretTexts(nested)).toEqual(["hidden"]);
  });

  it("finds a value that is not known yet, secret or not", () => {
    expect(holdsUnknown({ a: [secret(UNKNOWN)] })).toBe(true);
    expect(holdsUnknown(nested)).toBe(false);
  });

  it.each([
    ["an equal value", { a: { b: [1] } }, { a: { b: [1] } }, []],
    ["another value", { a: 1 }, { a: 2 }, ["a"]],
    ["an added and a removed property", { a: 1 }, { b: 1 }, ["a", "b"]],
    ["a value made secret", { a: 1 }, { a: secret(1) }, []],
    ["another secret", { a: secret(1) }, { a: secret(2) }, ["a"]],
    ["a value not known yet, as before", { a: UNKNOWN }, { a: UNKNOWN }, ["a"]],
  ])("sees in %s the right change", (_what, olds, news, changed) => {
    expect(changedProperties(olds, news)).toEqual(changed);
  });
});
