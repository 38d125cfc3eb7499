/** Which deployment was the last, and whether what is checked out may follow it. Doesn't show what pulumi records: the lab's tests do. */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { assertAllowancesCommitted, lastDeployedRevision, UNRECORDED, usedUpBy } from "./last-deployment";
import { savePlan } from "./saved-plan";
import type { StackCommands } from "./stack-commands";

/** Commands of mainnet that print this, and keep what they were called with. */
function printing(output: (args: readonly string[]) => string, exitCode = 0, errors = "") {
  const calls: string[] = [];
  const run: StackCommands["state"] = async (args) => {
    calls.push(args.join(" "));
    return { exitCode, output: output(args), errors };
  };
  return { commands: { stack: "mainnet", program: run, state: run } satisfies StackCommands, calls };
}

describe("the revision deployed last", () => {
  const entry = (kind: string, result: string, head?: string) => ({
    kind,
    result,
    environment: head === undefined ? {} : { "git.head": head },
  });
  const of = (history: readonly object[], before = "") =>
    lastDeployedRevision(printing(() => before + JSON.stringify(history)).commands);

  it("is that of the newest update that succeeded", async () => {
    const [failed, refreshed] = [entry("update", "failed", "c"), entry("refresh", "succeeded", "b")];
    expect(await of([failed, refreshed, entry("update", "succeeded", "a")])).toBe("a");
    expect(await of([entry("update", "succeeded")])).toBe(UNRECORDED);
    expect(await of([])).toBeUndefined();
    expect(await of([entry("update", "succeeded", "a")], "warning: a new version is there\n")).toBe("a");
  });

  it("is found behind any number of updates that failed", async () => {
    const history = [
      ...Array.from({ length: 50 }, () => entry("update", "failed", "b")),
      entry("update", "succeeded", "a"),
    ];
    const { commands, calls } = printing((args) => {
      const option = (name: string) => Number(args.find((arg) => arg.startsWith(`--${name}=`))?.split("=")[1]);
      const start = (option("page") - 1) * option("page-size");
      return JSON.stringify(history.slice(start, start + option("page-size")));
    });
    expect(await lastDeployedRevision(commands)).toBe("a");
    expect(calls).toHaveLength(3);
  });

  it("is an error of one line where pulumi doesn't tell", async () => {
    await expect(lastDeployedRevision(printing(() => "", 1, "locked").commands)).rejects.toThrow(
      /history of mainnet: locked/,
    );
    for (const output of ["", "nothing here", '{"kind":1}', "[{}]"]) {
      await expect(lastDeployedRevision(printing(() => output).commands)).rejects.toThrow(
        /look at `pulumi stack history --json/,
      );
    }
  });
});

describe("what is checked out", () => {
  const checkout = mkdtempSync(join(tmpdir(), "gx-descent-"));
  afterAll(() => rmSync(checkout, { recursive: true, force: true }));
  const env = { PATH: process.env.PATH, HOME: checkout, GIT_CONFIG_NOSYSTEM: "1" };
  const git = (...args: string[]) =>
    execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@t", ...args], {
      cwd: checkout,
      env,
      encoding: "utf8",
    }).trim();
  const commit = (subject: string) => {
    git("commit", "--quiet", "--allow-empty", "-m", subject);
    return git("rev-parse", "HEAD");
  };
  const LOST = "0123456789012345678901234567890123456789";
  let base: string;
  let branch: string;

  beforeAll(() => {
    git("init", "--quiet");
    base = commit("base");
    branch = commit("deployed by hand, then squashed");
    git("reset", "--quiet", "--hard", base);
    commit("the squash");
  });
  const usedUp = (deployed?: string, after?: string) => usedUpBy("mainnet", deployed, after, checkout);

  it("may follow what it contains, and a stack that was never deployed", () => {
    expect(usedUp(base)).toEqual({ since: base });
    expect(usedUp(undefined)).toEqual({});
  });

  it("brings no allowance back that served and was removed since, where it is older than what was deployed", () => {
    const head = git("rev-parse", "HEAD");
    git("checkout", "--quiet", "--detach", base);
    expect(() => usedUp(head)).toThrow(/doesn't contain revision/);
    expect(usedUp(head, head)).toEqual({ areAllUsed: true });
    git("checkout", "--quiet", "--detach", head);
  });

  it("has its allowances committed, or nothing could tell later which of them served", () => {
    expect(() => assertAllowancesCommitted(checkout)).not.toThrow();
    mkdirSync(join(checkout, "ops"));
    writeFileSync(join(checkout, "ops/allowances.yaml"), "allowances: []");
    expect(() => assertAllowancesCommitted(checkout)).toThrow(
      /^ops\/allowances\.yaml has changes that aren't committed/,
    );
    rmSync(join(checkout, "ops"), { recursive: true });
  });

  it("may not follow a revision that it doesn't contain, unless that one is named", () => {
    expect(() => usedUp(branch)).toThrow(
      new RegExp(`doesn't contain revision ${branch}.*--stack mainnet --after ${branch}`),
    );
    expect(usedUp(branch, branch.slice(0, 7))).toEqual({ areAllUsed: true });
  });

  it("may follow one that git doesn't know only where it is named, and no allowance counts then", () => {
    expect(() => usedUp(LOST)).toThrow(new RegExp(`git doesn't know revision ${LOST}.*--unshallow.*--after ${LOST}`));
    expect(() => usedUp(UNRECORDED)).toThrow(/outside of a git checkout.*--after unrecorded/);
    expect(usedUp(LOST, LOST)).toEqual({ areAllUsed: true });
    expect(usedUp(UNRECORDED, UNRECORDED)).toEqual({ areAllUsed: true });
  });

  it.each([
    [LOST, "1234567"],
    [LOST, ""],
    [LOST, "0"],
    [undefined, LOST],
  ])("deployed last from %s is not taken for another one that is named: %s", (deployed, after) => {
    expect(() => usedUp(deployed, after)).toThrow(/^--after is ".*", but the revision of mainnet deployed last is /);
  });
});

it("a plan is judged whatever warnings stand before its preview", async () => {
  const { commands } = printing(() => 'warning: out of date\n{"steps":[],"diagnostics":[]}\n');
  const { json, judgement } = await savePlan(commands, { folder: tmpdir(), now: new Date() });
  expect(JSON.parse(json)).toEqual({ steps: [], diagnostics: [] });
  expect(judgement.previewErrors).toEqual([]);
});
