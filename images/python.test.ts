import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "@jest/globals";
import { RECIPES } from "./recipes";

const FOLDERS = ["shared", ...Object.keys(RECIPES)].map((name) => [name, join(__dirname, name, "tests")] as const);

test.each(FOLDERS)(
  "the Python of %s passes its unit tests, which need nothing but Python's standard library",
  async (_name, folder) => {
    const { stderr } = await promisify(execFile)(
      "python3",
      ["-B", "-m", "unittest", "discover", "--start-directory", "unit", "--top-level-directory", "unit"],
      { cwd: folder, env: { ...process.env, PYTHONPATH: folder } },
    );
    expect(stderr).toMatch(/^Ran [1-9]\d* tests in .*\n\nOK\n$/m);
  },
);
