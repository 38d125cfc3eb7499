import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "@jest/globals";

const folder = join(__dirname, "tests");

it("passes the unit tests of its Python part, which need nothing but Python's standard library", async () => {
  const { stderr } = await promisify(execFile)(
    "python3",
    ["-B", "-m", "unittest", "discover", "--start-directory", "unit", "--top-level-directory", "unit"],
    { cwd: folder, env: { ...process.env, PYTHONPATH: folder } },
  );
  expect(stderr).toMatch(/^Ran [1-9]\d* tests in .*\n\nOK\n$/m);
});
