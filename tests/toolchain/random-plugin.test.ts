/**
 * The stand-in for the random plugin under the real engine: what the official one documents of RandomPassword.
 * Does not prove: that a state written by one plugin is taken over by the other without changes.
 */
import { afterAll, beforeAll, describe, expect, it, jest } from "@jest/globals";
import { compare } from "bcryptjs";
import { PulumiProject } from "./pulumi-project";

jest.setTimeout(600_000);

const program = (args: string) => `
import { RandomPassword } from "@pulumi/random";
const password = new RandomPassword("database", ${args});
export const result = password.result;
export const hash = password.bcryptHash;
export const id = password.id;
`;

describe("the stand-in for the random plugin", () => {
  let project: PulumiProject;

  beforeAll(async () => {
    project = await PulumiProject.create({
      "index.ts": program(`{ length: 32, special: false, keepers: { turn: "1" } }`),
    });
  });

  afterAll(() => project.remove());

  it("makes a password once, as a secret, and replaces it only when an input changes", async () => {
    expect(await project.succeed("preview")).toMatch(/RandomPassword database +create/);
    expect((await project.succeed("stack", "export")).includes("database")).toBe(false);

    const up = await project.succeed("up", "--yes", "--skip-preview");
    const first = await project.outputs();
    expect(first.result).toMatch(/^[A-Za-z0-9]{32}$/);
    expect(first.id).toBe("none");
    expect(await compare(first.result!, first.hash!)).toBe(true);
    for (const shown of [up, await project.succeed("stack", "export"), await project.succeed("preview", "--diff")]) {
      expect(shown).not.toContain(first.result);
      expect(shown).not.toContain(first.hash);
    }

    await project.succeed("preview", "--expect-no-changes");
    await project.succeed("refresh", "--yes", "--skip-preview");
    expect(await project.outputs()).toEqual(first);

    await project.write("index.ts", program(`{ length: 32, special: false, keepers: { turn: "2" } }`));
    expect(await project.succeed("preview")).toMatch(/RandomPassword database +replace.*\[diff: ~keepers\]/);
    await project.succeed("up", "--yes", "--skip-preview");
    const second = await project.outputs();
    expect(second.result).toMatch(/^[A-Za-z0-9]{32}$/);
    expect(second.result).not.toBe(first.result);
    expect(second.hash).not.toBe(first.hash);

    await project.succeed("destroy", "--yes", "--skip-preview");
    expect(await project.outputs()).toEqual({});
  });

  it.each([
    [`{ length: 3, minUpper: 2, minNumeric: 2 }`, /"length" is 3: it must be at least .* = 4/],
    [`{ length: 0 }`, /"length" is 0: it must be a whole number of at least 1/],
  ])("refuses %s, naming the property", async (args, expected) => {
    await project.write("index.ts", program(args));
    const output = await project.fail("preview");
    expect(output).toMatch(expected);
  });

  it("refuses a type it does not cover, says that it is a stand-in and what to do", async () => {
    await project.write("index.ts", `import { RandomPet } from "@pulumi/random"; new RandomPet("pet");`);
    const output = await project.fail("preview");
    expect(output).toContain("random:index/randomPet:RandomPet is not covered");
    expect(output).toContain("stand-in");
    expect(output).toContain("pulumi plugin install resource random 4.21.2");
  });

  it("refuses a property it does not know", async () => {
    await project.write(
      "index.ts",
      `import { CustomResource } from "@pulumi/pulumi";
       new CustomResource("random:index/randomPassword:RandomPassword", "p", { length: 8, lenght: 9 }, { version: "4.21.2" });`,
    );
    const output = await project.fail("preview");
    expect(output).toContain(`"lenght" is not a property that this stand-in knows`);
  });
});
