/**
 * Where a build keeps what the compiler makes on the way, with a script in place of `go`. Does not prove that the real Go
 * heeds what it is given, nor that the real modules build.
 */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { assemble } from "../index";
import { DEMO_BUILD, demoTool, machine, putGo, type Machine } from "../test-support";

let at: Machine;
beforeEach(() => {
  at = machine([demoTool({ goBuild: DEMO_BUILD }), demoTool({ name: "etcd", goBuild: DEMO_BUILD })]);
});
afterEach(() => at.remove());

const installWith = (environment: NodeJS.ProcessEnv = {}) =>
  assemble(["kwok", "etcd"], { ...at.context, environment: { ...at.context.environment, ...environment } });

describe("the compiler's cache", () => {
  it.each([{}, { GOCACHE: "" }])(
    "is the run's own with %j, shared by its builds and gone after them",
    async (given) => {
      putGo(at);
      await installWith(given);
      const [first = "", second] = at.compilerCaches();
      expect(first.startsWith(join(at.context.directory, "tmp"))).toBe(true);
      expect(second).toBe(first);
      expect(readdirSync(join(at.context.directory, "tmp"))).toEqual([]);
    },
  );

  it("is gone after builds that failed", async () => {
    putGo(at, { fails: "undefined: something" });
    await expect(installWith()).rejects.toThrow("undefined: something");
    expect(at.compilerCaches()).not.toEqual([]);
    expect(readdirSync(join(at.context.directory, "tmp"))).toEqual([]);
  });

  it("is the user's, and stays, where GOCACHE names one", async () => {
    putGo(at);
    const GOCACHE = join(at.root, "cache of the user");
    await installWith({ GOCACHE });
    expect(existsSync(join(GOCACHE, "objects"))).toBe(true);
    expect(readdirSync(join(at.context.directory, "tmp"))).toEqual([]);
  });
});
