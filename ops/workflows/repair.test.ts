/**
 * What a repair decides on: what it would put right, the digest that names it, and what it then runs. The engine's answers are made
 * by hand; that it repairs is shown on a cluster in tests/lifecycle/repair.test.ts.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { repairIn, type RepairOptions, repairStack } from "./repair";
import type { StackCommands } from "./stack-commands";

const TYPE = "kubernetes:core/v1:Namespace";
const urn = `urn:pulumi:mainnet::gx::${TYPE}::fabric`;
const step = (op: string, live: object, declared: object) => ({
  ...{ op, urn },
  oldState: { type: TYPE, inputs: live },
  newState: { type: TYPE, inputs: declared },
});
const printed = (...steps: object[]) => JSON.stringify({ steps, diagnostics: [] });
const DRIFTED = printed(step("update", { a: "live" }, { a: "declared" }));
const CLEAN = printed(step("same", { a: "declared" }, { a: "declared" }));
const nobody = async () => [];

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), "gx-repair-"))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Repairs with an engine whose previews print these, one after another; tells what was run besides. */
async function repaired(previews: readonly string[], options: Partial<RepairOptions> = {}) {
  const allowancesFile = join(folder, "allowances.yaml");
  writeFileSync(allowancesFile, "allowances: []\n");
  const left = [...previews];
  const ran: string[] = [];
  const commands: StackCommands = {
    stack: "mainnet",
    program: async (args) => {
      ran.push(args.filter((arg) => !arg.includes("/") && arg !== "--policy-pack").join(" "));
      return { exitCode: 0, output: args[0] === "preview" ? (left.shift() ?? CLEAN) : "applied", errors: "" };
    },
    state: async () => ({ exitCode: 0, output: "[]", errors: "" }),
  };
  const result = await repairStack(commands, nobody, { folder, allowancesFile, now: new Date(), ...options });
  return { ...result, ran };
}

describe("a repair", () => {
  it("plans against the live objects, applies that plan against them, and compares once more", async () => {
    const { exitCode, text, ran } = await repaired([DRIFTED, CLEAN]);
    expect(ran).toEqual([
      "preview --json --show-sames --refresh",
      "up --yes --skip-preview --refresh",
      "preview --refresh --json --show-sames --expect-no-changes",
    ]);
    expect(exitCode).toBe(0);
    expect(text).toContain('  - update `kubernetes:core/v1:Namespace::fabric`: `a`: `"live"` → `"declared"`');
    expect(text).toMatch(/gate of mainnet: passed[\s\S]*applied[\s\S]*Everything is as declared/);
  });

  it("updates nothing where nothing differs", async () => {
    const { exitCode, text, ran } = await repaired([CLEAN]);
    expect(ran.filter((words) => words.startsWith("up"))).toEqual([]);
    expect({ exitCode, text }).toMatchObject({ exitCode: 0, text: expect.stringContaining("nothing to put right") });
  });

  it("fails where something is left that differs", async () => {
    const { exitCode, text } = await repaired([DRIFTED, DRIFTED]);
    expect(exitCode).toBe(1);
    expect(text).toContain("What is left (npm run drift says more):\n  - update");
  });

  it("only shows, where that is asked, what a later run may put right, and then nothing else", async () => {
    const { digest = "", ran, exitCode } = await repaired([DRIFTED], { isPreview: true });
    expect([ran.length, exitCode]).toEqual([1, 0]);
    expect((await repaired([DRIFTED, CLEAN], { reviewed: digest })).exitCode).toBe(0);

    const other = printed(step("update", { a: "something else" }, { a: "declared" }));
    for (const now of [other, CLEAN]) {
      const refused = await repaired([now], { reviewed: digest });
      expect(refused.exitCode).toBe(1);
      expect(refused.text).toContain(`Nothing was changed: what was reviewed is ${digest}, and this would be`);
      expect(refused.ran).toHaveLength(1);
    }
  });

  it("changes nothing where the gate refuses", async () => {
    const { exitCode, digest, text, ran } = await repaired([printed(step("delete", { a: 1 }, {}))]);
    expect({ exitCode, digest }).toEqual({ exitCode: 1, digest: undefined });
    expect(text).toMatch(/1 guarded change refused[\s\S]*Nothing was changed/);
    expect(ran).toHaveLength(1);
  });
});

describe("the digest of a repair", () => {
  const states = (live: object) => [{ ...step("update", live, { a: "declared" }) }] as Parameters<typeof repairIn>[0];
  const long = (end: string) => ({ a: `${"x".repeat(500)}${end}` });

  it("tells values apart that a line cuts alike, and doesn't go by order", () => {
    const [one, two] = [repairIn(states(long("1"))), repairIn(states(long("2")))];
    expect(one.lines).toEqual(two.lines);
    expect(one.digest).not.toBe(two.digest);
    const [a, b] = [states({ a: "1" }), states({ a: "2" })];
    expect(repairIn([...a, ...b]).digest).toBe(repairIn([...b, ...a]).digest);
  });
});
