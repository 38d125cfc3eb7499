/**
 * What is said of an update that is under way or was killed, by what pulumi's state says; on the real engine in
 * tests/lifecycle/deployments.test.ts.
 */
import { expect, it } from "@jest/globals";
import type { Drift } from "./drift-report";
import { settleInterrupted, undisturbed } from "./interrupted-update";
import type { CommandResult, StackCommands } from "./stack-commands";

const PENDING = [{ type: "creating", resource: { urn: "urn:pulumi:mainnet::gx::kubernetes:core/v1:Secret::one" } }];
const AS_DECLARED: Drift = { stack: "mainnet", lines: [], added: [], takenBackBy: [], notes: [], errors: [] };

/** A stack whose state is exported so, one after another, and whose refresh ends so. */
function stackOf(exports: readonly object[], refresh: Partial<CommandResult> = {}) {
  const calls: string[] = [];
  const result = { exitCode: 0, output: "", errors: "" };
  const left = [...exports];
  const commands: StackCommands = {
    stack: "mainnet",
    state: async () => ({ ...result, output: `warning: new version\n${JSON.stringify({ deployment: left.shift() })}` }),
    program: async (args) => {
      calls.push(args.join(" "));
      return { ...result, ...refresh };
    },
  };
  return { commands, calls };
}
const at = (time: string, pending: readonly object[] = []) => ({ manifest: { time }, pending_operations: pending });

it("nothing is settled where nothing was interrupted, nor in a stack without a state", async () => {
  for (const exported of [at("1"), {}]) {
    const { commands, calls } = stackOf([exported]);
    expect(await settleInterrupted(commands)).toBe("");
    expect(calls).toEqual([]);
  }
});

it("what was interrupted is cleared by looking at it, and listed", async () => {
  const { commands, calls } = stackOf([at("1", [...PENDING, ...Array<(typeof PENDING)[0]>(12).fill(PENDING[0]!)])]);
  const text = await settleInterrupted(commands);
  expect(text).toMatch(
    /left with this under way:\n( {2}creating kubernetes:core\/v1:Secret::one\n){10} {2}and 3 more\n/,
  );
  expect(calls).toEqual(["refresh --clear-pending-creates --yes --skip-preview"]);
});

it("where another update holds the lock, nothing is deployed, and the next step is named", async () => {
  const { commands } = stackOf([at("1", PENDING)], {
    exitCode: 255,
    errors: "error: the stack is currently locked by 1 lock(s)",
  });
  await expect(settleInterrupted(commands)).rejects.toThrow(
    /locked by[\s\S]*pulumi cancel --stack mainnet[\s\S]*Nothing was deployed/,
  );
});

it.each<[string, readonly object[], string | undefined]>([
  ["counts where the state stays as it was", [at("1"), at("1")], undefined],
  [
    "counts for nothing where an update wrote the state meanwhile",
    [at("1"), at("2")],
    "mainnet was updated while it was compared",
  ],
  [
    "counts for nothing where an update began meanwhile",
    [at("1"), at("2", PENDING)],
    "an update of mainnet is under way",
  ],
  ["isn't made where operations are under way", [at("1", PENDING)], "creating kubernetes:core/v1:Secret::one"],
])("a comparison %s", async (_what, exports, error) => {
  const drift = await undisturbed(stackOf(exports).commands, async () => AS_DECLARED);
  expect(drift).toEqual({ ...AS_DECLARED, errors: error === undefined ? [] : [expect.stringContaining(error)] });
});
