/**
 * Tests that are killed, by `kill -9` or for want of memory, leave labs running that nobody knows of any more. The next
 * tests clear them away, and nothing of them stands in their way.
 *
 * Not shown: a kill at every single moment.
 */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { resolve } from "node:path";

import { afterEach, expect, it, jest } from "@jest/globals";

import { layoutOf, type LabReference } from "../../lab/lab";
import { PART_NAMES, type PartName } from "../../lab/parts/part";
import { processFiles, runningProcess } from "../../lab/process";
import { isAlive } from "../../lab/process-identity";
import { TIMEOUT_MS } from "../support/bare-lab";
import { sweepTestLabs } from "../support/test-labs-folder";
import { until } from "../support/until";

const NAME = "killed";
const CHECKOUT = resolve(__dirname, "../..");
/** A test's first steps, in a process of its own. It says where its lab is, and when that runs. */
const TEST = `
  const { bareLabs } = require("./tests/support/bare-lab");
  const step = (text) => console.log(text);
  bareLabs().then(async (labs) => {
    step(labs.labsFolder);
    await labs.start(${JSON.stringify(NAME)});
    step("the lab runs");
    setInterval(() => undefined, 1000);
  });
`;

jest.setTimeout(TIMEOUT_MS);

const running = (lab: LabReference, parts: readonly PartName[] = PART_NAMES) =>
  parts.flatMap((part) => runningProcess(processFiles(layoutOf(lab), part)) ?? []);

afterEach(() => sweepTestLabs());

it.each<[string, (lab: LabReference, said: string) => boolean]>([
  ["while their lab starts", (lab) => running(lab, ["api-server"]).length > 0],
  ["while their lab runs", (_lab, said) => said.includes("the lab runs")],
])("tests that are killed %s leave nothing that the next ones meet", async (_when, isTime) => {
  const test = spawn(process.execPath, ["--require", "tsx/cjs", "--eval", TEST], { cwd: CHECKOUT });
  let said = "";
  for (const stream of [test.stdout, test.stderr]) stream.on("data", (bytes: Buffer) => (said += bytes.toString()));
  const end = new Promise((done) => test.once("close", done));
  const lab = () => ({ name: NAME, labsFolder: said.split("\n", 1)[0] ?? "" });
  await until("it is time", () => {
    if (test.exitCode !== null) throw new Error(`ended before it was killed:\n${said}`);
    return (said.includes("\n") && isTime(lab(), said)) || said;
  });
  test.kill("SIGKILL");
  await end;
  const left = running(lab());
  expect(left.length).toBeGreaterThan(0);
  await sweepTestLabs();
  expect(left.filter(isAlive)).toEqual([]);
  expect(existsSync(lab().labsFolder)).toBe(false);
});
