/**
 * That shellcheck finds nothing in the scripts of images. It reads them; what they do is tested beside them and, in the image, by
 * its smoke test and in tests/postgres.
 */
import { readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { beforeAll, expect, it } from "@jest/globals";
import { ensureDebianPackage } from "../../images/debian-package";
import { silent } from "../../toolchain/progress";
import { runCommand } from "../../toolchain/run-command";
import { PROJECT_ROOT } from "../support/stack-file";

const TIMEOUT_MS = 300_000;
const FOLDER = path.join(PROJECT_ROOT, "images");
const SHELL = /^#!\S*(?:\/|env )(?:ba)?sh$/;
/** Read by `bash -c`, so they have no first line that says so. */
const SMOKE_TEST = /^smoke-test/;

beforeAll(() => ensureDebianPackage("shellcheck", silent, new AbortController().signal), TIMEOUT_MS);

const FILES = readdirSync(FOLDER, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && !entry.name.includes("."))
  .map((entry) => path.relative(FOLDER, path.join(entry.parentPath, entry.name)))
  .filter((file) => SMOKE_TEST.test(path.basename(file)) || SHELL.test(firstLine(file)));

function firstLine(file: string): string {
  return readFileSync(path.join(FOLDER, file), "utf8").split("\n", 1)[0]!;
}

async function shellcheck(file: string, ...more: readonly string[]) {
  const assumed = SMOKE_TEST.test(path.basename(file)) ? ["--shell=bash"] : [];
  return runCommand("shellcheck", [...assumed, ...more, path.join(FOLDER, file)]);
}

it("knows the scripts", () => {
  expect(FILES).toEqual(expect.arrayContaining(["postgres-ha/files/opt/gx/liveness", "postgres-ha/smoke-test"]));
});

it.each(FILES)("images/%s", async (file) => expect(await shellcheck(file)).toEqual({ code: 0, output: "" }));

it("is no formality: with one more check it finds something", async () => {
  const { code, output } = await shellcheck("postgres-ha/smoke-test", "--enable=require-variable-braces");
  expect({ code, output }).toEqual({ code: 1, output: expect.stringContaining("SC2250") });
});
