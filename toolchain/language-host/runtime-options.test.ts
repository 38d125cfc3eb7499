/** Runtime options of a project. Does not prove that the engine passes them on: tests/toolchain does. */
import { describe, expect, it } from "@jest/globals";
import { parseRuntimeOptions, RuntimeOptionError } from "./runtime-options";

describe("parseRuntimeOptions", () => {
  it("takes TypeScript for granted and nothing else", () => {
    expect(parseRuntimeOptions({})).toEqual({ typescript: true, tsconfig: undefined, nodeArguments: [] });
  });

  it("reads every option, and splits arguments as a shell would", () => {
    const options = { typescript: false, tsconfig: "ts.json", nodeargs: `--a --title='two words' -r "./x y.js"` };
    expect(parseRuntimeOptions(options)).toEqual({
      typescript: false,
      tsconfig: "ts.json",
      nodeArguments: ["--a", "--title=two words", "-r", "./x y.js"],
    });
  });

  it.each([
    [{ typescript: "yes" }, `runtime option "typescript" is "yes": it must be true or false.`],
    [{ tsconfig: 1 }, `runtime option "tsconfig" is 1: it must be a path.`],
    [{ nodeargs: ["--a"] }, `runtime option "nodeargs" is ["--a"]: it must be one string of arguments.`],
    [{ runtime: "bun" }, `runtime option "runtime" is "bun"`],
  ])("refuses %j by name, value and remedy", (options, message) => {
    expect(() => parseRuntimeOptions(options)).toThrow(RuntimeOptionError);
    expect(() => parseRuntimeOptions(options)).toThrow(message);
  });
});
