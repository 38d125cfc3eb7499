/** RandomPassword's rules and outputs, without an engine. Does not prove replacement and storage: tests/toolchain does. */
import { compare } from "bcryptjs";
import { describe, expect, it } from "@jest/globals";
import { logTo } from "../../engine-link/engine-log";
import { holdsSecret, holdsUnknown, reveal, UNKNOWN } from "../shared/property-values";
import { randomPassword } from "./random-password";

const create = (inputs: Record<string, unknown>) =>
  randomPassword.create({ urn: "", name: "", inputs, signal: new AbortController().signal, log: logTo(undefined) });

describe("randomPassword", () => {
  it("gives every input with its default, and result and hash as secrets", async () => {
    const { id, outputs } = await create({ length: 80, keepers: { turn: "1" } });
    const { result, bcryptHash, ...rest } = reveal(outputs) as Record<string, string>;
    expect(id).toBe("none");
    expect(rest).toMatchObject({
      length: 80,
      lower: true,
      numeric: true,
      number: true,
      minUpper: 0,
      keepers: { turn: "1" },
    });
    expect([holdsSecret(outputs.result), holdsSecret(outputs.bcryptHash)]).toEqual([true, true]);
    expect(result).toHaveLength(80);
    expect(bcryptHash).toMatch(/^\$2[ab]\$10\$/);
    expect(await compare(result!.slice(0, 72), bcryptHash!)).toBe(true);
  });

  it("tells in a preview what it can, and nothing random", () => {
    const outputs = randomPassword.preview({ length: 8 });
    expect(outputs.length).toBe(8);
    expect([holdsUnknown(outputs.result), holdsSecret(outputs.result)]).toEqual([true, true]);
  });

  it("is replaced by a change of any input", () => {
    expect([...randomPassword.replacedBy].sort()).toEqual(Object.keys(randomPassword.inputs).sort());
  });

  it.each([
    [{ length: 0 }, "length", `"length" is 0: it must be a whole number of at least 1`],
    [{ length: 2.5 }, "length", `"length" is 2.5: it must be a whole number of at least 1`],
    [{ length: 8, minLower: -1 }, "minLower", `"minLower" is -1: it must be a whole number of at least 0`],
    [
      { length: 3, minUpper: 4 },
      "length",
      `"length" is 3: it must be at least minLower + minUpper + minNumeric + minSpecial = 4`,
    ],
    [{ length: 3, numeric: true, number: false }, "number", `give only "numeric"`],
    [{ length: 3, lower: false, upper: false, numeric: false, special: false }, "special", "must be true"],
  ])("refuses %j at %s", (inputs, property, reason) => {
    const failures = randomPassword.validate(inputs);
    expect(failures).toEqual([{ property, reason: expect.stringContaining(reason) }]);
  });

  it("takes what is not known yet as right", () => {
    expect(randomPassword.validate({ length: UNKNOWN, minUpper: 4 })).toEqual([]);
  });
});
