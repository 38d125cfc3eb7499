/** Passwords' composition. Does not prove randomness: that is the system's source, drawn from without bias by randomInt. */
import { describe, expect, it } from "@jest/globals";
import { generatePassword, type PasswordSpec } from "./generate-password";

const spec = (changes: Partial<PasswordSpec>): PasswordSpec => ({
  length: 12,
  lower: true,
  upper: true,
  numeric: true,
  special: true,
  minLower: 0,
  minUpper: 0,
  minNumeric: 0,
  minSpecial: 0,
  overrideSpecial: undefined,
  ...changes,
});
const count = (password: string, pattern: RegExp) => password.match(pattern)?.length ?? 0;

describe("generatePassword", () => {
  it("uses enabled classes only, all of each", () => {
    expect(generatePassword(spec({ length: 2_000, upper: false, special: false }))).toMatch(/^[a-z0-9]{2000}$/);
    const everything = new Set(generatePassword(spec({ length: 20_000 })));
    expect(everything.size).toBe(26 + 26 + 10 + "!@#$%&*()-_=+[]{}<>:?".length);
  });

  it("keeps every minimum, whatever the other characters are", () => {
    for (let turn = 0; turn < 200; turn++) {
      const password = generatePassword(spec({ length: 8, minUpper: 2, minNumeric: 3, minSpecial: 1, minLower: 2 }));
      expect([/[A-Z]/g, /\d/g, /[^A-Za-z\d]/g, /[a-z]/g].map((pattern) => count(password, pattern))).toEqual([
        2, 3, 1, 2,
      ]);
    }
  });

  it("chooses special characters from the given ones", () => {
    const only = { lower: false, upper: false, numeric: false, overrideSpecial: "-_" };
    expect(generatePassword(spec({ ...only, length: 500 }))).toMatch(/^[-_]{500}$/);
    expect(generatePassword(spec({ ...only, length: 500, overrideSpecial: "" }))).toMatch(/[^-_]/);
  });

  it("does not leave the minimums at the front", () => {
    const positions = new Set<number>();
    for (let turn = 0; turn < 500; turn++) {
      positions.add(generatePassword(spec({ length: 4, minNumeric: 1, numeric: false, special: false })).search(/\d/));
    }
    expect([...positions].sort()).toEqual([0, 1, 2, 3]);
  });

  it("draws as many equally likely characters as it says", () => {
    const ranges: number[] = [];
    generatePassword(spec({ length: 3, minNumeric: 1, lower: false, upper: false, special: false }), (below) => {
      ranges.push(below);
      return 0;
    });
    expect(ranges).toEqual([10, 10, 10, 3, 2]);
  });
});
