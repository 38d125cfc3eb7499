/** What is refused of a command line before anything is asked of a cluster, and what the API server's refusals become. */
import { describe, expect, it } from "@jest/globals";
import { apiRefusal } from "./api-refusal";
import { wantedOf } from "./command";

const MAINNET = ["--stack", "mainnet"];

describe("a command line", () => {
  it("is read", () => {
    expect(wantedOf(["now", ...MAINNET, "--source", "redis-dump", "--dry-run"])).toEqual({
      ...{ command: "now", stack: "mainnet", source: "redis-dump", form: "text", isDryRun: true },
      restored: { backup: undefined, timeline: undefined, name: undefined, into: undefined, confirmed: undefined },
    });
    expect(wantedOf(["restore", ...MAINNET, "--timeline", "2"])).toMatchObject({ restored: { timeline: 2 } });
    expect(wantedOf(["status", ...MAINNET, "--json"])).toMatchObject({ form: "json", source: undefined });
    expect(wantedOf(["status", ...MAINNET, "--metrics"])).toMatchObject({ form: "metrics" });
    expect(wantedOf(["restore", ...MAINNET, "--source", "x", "--backup", "latest", "--to", "y"])).toMatchObject({
      ...{ command: "restore", source: "x", restored: { backup: "latest", name: "y" } },
    });
  });

  it.each([
    [[], "the command is missing: give one of status, list, now, verify, restore, cleanup"],
    [["statsu", ...MAINNET], 'unknown command "statsu": did you mean status?'],
    [["undo", ...MAINNET], 'unknown command "undo": there are status, list, now, verify, restore, cleanup'],
    [["status", "list", ...MAINNET], 'one command at a time: what is "list"?'],
    [["status"], "--stack is missing"],
    [["status", "--stack", "mainet"], 'unknown stack "mainet": did you mean mainnet?'],
    [["now", ...MAINNET, "--json"], "--json is for status, not for now"],
    [["status", ...MAINNET, "--json", "--markdown"], "--json and --markdown exclude each other"],
    [["status", ...MAINNET, "--metrics", "--json"], "--json and --metrics exclude each other"],
    [["list", ...MAINNET, "--metrics"], "--metrics is for status, not for list"],
    [["list", ...MAINNET, "--dry-run"], "--dry-run is for now, verify, restore, cleanup, not for list"],
    [["verify", ...MAINNET, "--backup", "x"], "--backup is for restore, not for verify"],
    [["restore", ...MAINNET, "--to", "x", "--into", "y"], "--to and --into exclude each other"],
    [["restore", ...MAINNET, "--timeline", "2", "--into", "y"], "--timeline and --into exclude each other"],
    [["restore", ...MAINNET, "--timeline", "0"], '--timeline is "0": must be a whole number from 1'],
    [["verify", ...MAINNET, "--timeline", "2"], "--timeline is for restore, not for verify"],
    [["restore", ...MAINNET, "--confirm", "x"], "--confirm is for restore --into alone"],
    [["now", ...MAINNET, "--to", "x"], "--to is for restore, not for now"],
    [["cleanup", ...MAINNET, "--source", "x"], "--source is for status, list, now, verify, restore, not for cleanup"],
  ])("%j is refused", (words, expected) => {
    expect(() => wantedOf(words)).toThrow(expected);
  });
});

describe("a refusal of the API server", () => {
  it("names verb and resource, with what the server said", () => {
    const body = JSON.stringify({ message: 'jobs.batch is forbidden: User "ann" cannot create resource "jobs"' });
    expect(apiRefusal("create jobs in backend-mainnet", 403, body).message).toBe(
      'may not create jobs in backend-mainnet: jobs.batch is forbidden: User "ann" cannot create resource "jobs"; ' +
        "have a role that grants the verb and the resource named first",
    );
  });

  it("is told whatever answered", () => {
    expect(apiRefusal("list pods in x", 502, "<html>Bad Gateway").message).toContain("answered 502: <html>Bad Gateway");
    expect(apiRefusal("list pods in x", 401, undefined).message).toContain("isn't known to the cluster");
    expect(apiRefusal("list pods in x", 500, { message: "away" }).message).toContain("answered 500: away");
  });
});
