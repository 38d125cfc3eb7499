/** In which order a state is made to forget its cluster, and what is refused. Real ones: tests/lifecycle/forgotten-cluster.test.ts. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { silent } from "../../toolchain/progress";
import type { CommandResult, StackCommands } from "../workflows/stack-commands";
import { wantedOf } from "./command";
import { type AskIdentity, forgetCluster, type ForgettingOptions } from "./forget-cluster";
import { exportedState, LOST } from "./testing";

const NEW = { kubeconfigPath: "/new.kubeconfig", context: "gx-mainnet", identity: "new-uid" };
const WELL: CommandResult = { exitCode: 0, output: "", errors: "" };
const UNREACHABLE: AskIdentity = () => Promise.reject(new Error("no answer\n  within 10 s"));

let folder: string;
let imported: unknown;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "gx-forget-"));
  imported = undefined;
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const kept = () => readdirSync(folder);
const exportedText = () => JSON.stringify(exportedState(), undefined, 2);

/** Runs it, where the new cluster answers, and the old one as `old` does. */
async function forget(
  old: AskIdentity = UNREACHABLE,
  changes: Partial<ForgettingOptions> = {},
  results: { readonly exported?: CommandResult; readonly imported?: CommandResult } = {},
): Promise<string> {
  const commands: StackCommands = {
    stack: "mainnet",
    program: () => Promise.reject(new Error("no program runs")),
    state: ([, verb, , file = ""]) => {
      if (verb === "export")
        return Promise.resolve(results.exported ?? { ...WELL, output: `warning: x\n${exportedText()}\n` });
      expect(kept()).toHaveLength(1);
      imported = JSON.parse(readFileSync(file, "utf8"));
      return Promise.resolve(results.imported ?? WELL);
    },
  };
  const askIdentity: AskIdentity = (access) =>
    access.kubeconfigPath === NEW.kubeconfigPath ? Promise.resolve(NEW.identity) : old(access);
  const now = new Date("2026-12-01T02:03:04.567Z");
  return forgetCluster(commands, { access: NEW, askIdentity, folder, isDryRun: false, now, ...changes }, silent);
}

describe("a state", () => {
  it("is kept as it was, and then forgets", async () => {
    const text = await forget();
    const file = join(folder, "mainnet-20261201T020304Z.state.json");
    expect(JSON.parse(readFileSync(file, "utf8"))).toEqual(exportedState());
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(JSON.stringify(imported)).not.toContain('"kubernetes:');
    expect(text).toContain(`forgot cluster ${LOST}: 2 objects, and its provider.\nStays as it is: 1 RandomPassword.`);
    expect(text).toContain(`pulumi stack import --stack mainnet --file ${file}`);
  });

  it("stays as it is in a dry run, which says what would be done", async () => {
    expect(await forget(UNREACHABLE, { isDryRun: true })).toContain("would forget cluster");
    expect([imported, kept()]).toEqual([undefined, []]);
  });

  it("asks the old cluster by what the state says, and takes another there for no obstacle", async () => {
    const asked: unknown[] = [];
    await forget((access) => {
      asked.push(access);
      return Promise.resolve(NEW.identity);
    });
    expect(asked).toEqual([{ kubeconfigPath: join(folder, "mainnet.kubeconfig"), context: "gx-mainnet" }]);
  });
});

describe("nothing is forgotten", () => {
  it.each<[string, () => Promise<string>, string]>([
    [
      "while the old cluster answers",
      () => forget(() => Promise.resolve(LOST)),
      `cluster ${LOST} still answers, by context gx-mainnet of`,
    ],
    [
      "while no other cluster is named",
      () => forget(UNREACHABLE, { access: { ...NEW, identity: LOST } }),
      `gx:clusterIdentity is ${LOST}, and that is the cluster that the state of mainnet has its 2 objects in`,
    ],
    [
      "while the kubeconfig leads to another cluster than was named",
      () => forget(UNREACHABLE, { access: { ...NEW, identity: "typo" } }),
      "gx:clusterIdentity is typo: context gx-mainnet of /new.kubeconfig leads to cluster new-uid",
    ],
    ["while the new cluster doesn't answer", () => forget(UNREACHABLE, { askIdentity: UNREACHABLE }), "no answer"],
    [
      "where pulumi gives no state",
      () => forget(UNREACHABLE, {}, { exported: { ...WELL, exitCode: 255, errors: "no stack" } }),
      "no stack",
    ],
    ["where the state can't be kept", () => forget(UNREACHABLE, { folder: join(folder, "gone") }), "can't be kept in"],
  ])("%s", async (_what, attempt, message) => {
    await expect(attempt()).rejects.toThrow(message);
    expect([imported, kept()]).toEqual([undefined, []]);
  });

  it("where pulumi refuses it; the state as it was is kept", async () => {
    const refused = { ...WELL, exitCode: 255, errors: "error: dangerous" };
    await expect(forget(UNREACHABLE, {}, { imported: refused })).rejects.toThrow(
      /it is as it was \(also in .*\): error: dangerous/,
    );
    expect(kept()).toHaveLength(1);
  });
});

describe("a command line", () => {
  it("is read", () => {
    expect(wantedOf(["forget-cluster", "--stack", "mainnet"])).toEqual({ stack: "mainnet", isDryRun: false });
    expect(wantedOf(["forget-cluster", "--stack", "testnet", "--dry-run"])).toEqual({
      stack: "testnet",
      isDryRun: true,
    });
  });

  it.each([
    [[], "the command is missing: give forget-cluster"],
    [["forget-clutser", "--stack", "mainnet"], "did you mean forget-cluster?"],
    [["remember", "--stack", "mainnet"], 'unknown command "remember": there is forget-cluster'],
    [["forget-cluster", "now", "--stack", "mainnet"], 'one command at a time: what is "now"?'],
    [["forget-cluster"], "--stack is missing"],
    [["forget-cluster", "--stack", "mainet"], 'unknown stack "mainet": did you mean mainnet?'],
  ])("%j is refused", (words, expected) => {
    expect(() => wantedOf(words)).toThrow(expected);
  });
});
