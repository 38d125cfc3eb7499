import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, it } from "@jest/globals";

it("passes the unit tests of its Python part, which need nothing but Python's standard library", async () => {
  const { stderr } = await promisify(execFile)("python3", ["-B", "-m", "unittest", "test_hold_back"], {
    cwd: __dirname,
  });
  expect(stderr).toMatch(/^Ran [1-9]\d* tests in .*\n\nOK\n$/m);
});
