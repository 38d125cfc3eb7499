/**
 * That shellcheck finds nothing in the scripts of images and of real nodes. It reads them; what they do is tested beside them, in the
 * image by its smoke test and in tests/postgres, and on real nodes by `npm run drill -- nodes`.
 */
import { readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { expect, it } from "@jest/globals";
import { runCommand } from "../../toolchain/run-command";
import { describeUnless } from "../support/describe-unless";
import { obstacleToShellcheck } from "../support/shellcheck";
import { PROJECT_ROOT } from "../support/stack-file";

const FOLDERS = ["images", "lab/nodes"];
const SHELL = /^#!\S*(?:\/|env )(?:ba)?sh$/;
/** Read by `bash -c`, so they have no first line that says so. */
const SMOKE_TEST = /^smoke-test/;

const FILES = FOLDERS.flatMap((folder) =>
  readdirSync(path.join(PROJECT_ROOT, folder), { recursive: true, withFileTypes: true }),
)
  .filter((entry) => entry.isFile() && /^[^.]+(?:\.sh)?$/.test(entry.name))
  .map((entry) => path.relative(PROJECT_ROOT, path.join(entry.parentPath, entry.name)))
  .filter((file) => SMOKE_TEST.test(path.basename(file)) || SHELL.test(firstLine(file)));

function firstLine(file: string): string {
  return readFileSync(path.join(PROJECT_ROOT, file), "utf8").split("\n", 1)[0]!;
}

async function shellcheck(file: string, ...more: readonly string[]) {
  const assumed = SMOKE_TEST.test(path.basename(file)) ? ["--shell=bash"] : [];
  return runCommand("shellcheck", [...assumed, ...more, path.join(PROJECT_ROOT, file)]);
}

it("knows the scripts", () => {
  expect(FILES).toEqual(
    expect.arrayContaining([
      "images/postgres-ha/files/opt/gx/liveness",
      "images/postgres-ha/smoke-test",
      "lab/nodes/node-init.sh",
    ]),
  );
});

describeUnless(obstacleToShellcheck(), "shellcheck finds nothing in", () => {
  it.each(FILES)("%s", async (file) => expect(await shellcheck(file)).toEqual({ code: 0, output: "" }));

  it("the scripts, and is no formality: with one more check it finds something", async () => {
    const { code, output } = await shellcheck("images/postgres-ha/smoke-test", "--enable=require-variable-braces");
    expect({ code, output }).toEqual({ code: 1, output: expect.stringContaining("SC2250") });
  });
});
