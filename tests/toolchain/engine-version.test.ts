/**
 * The project file's engine, with the real one: what a pulumi of another version says. Doesn't show what versions before 3.219 do,
 * which don't know the line.
 */
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { TOOL_VERSIONS } from "../../stacks/versions";
import { PROJECT_ROOT } from "../support/stack-file";
import { PulumiProject } from "./pulumi-project";

const TIMEOUT_MS = 300_000;
const PROGRAM = "export const answer = 42;\n";

let project: PulumiProject;
beforeAll(async () => void (project = await PulumiProject.create({ "index.ts": PROGRAM })), TIMEOUT_MS);
afterAll(() => project.remove());

const requireVersion = (range: string) =>
  project.write(
    "Pulumi.yaml",
    `name: toolchain-test\nruntime: nodejs\nmain: index.ts\nrequiredPulumiVersion: ${range}\n`,
  );

it(
  "an engine of another version refuses to preview, update, refresh and destroy, and names both versions",
  async () => {
    await requireVersion("3.245.0");
    for (const words of [["preview"], ["up", "--yes"], ["refresh", "--yes"], ["destroy", "--yes"]]) {
      expect(await project.fail(...words)).toContain(
        `Pulumi CLI version ${TOOL_VERSIONS.pulumi} does not satisfy the version range "3.245.0"`,
      );
    }
  },
  TIMEOUT_MS,
);

it(
  "the tested one runs with the committed line",
  async () => {
    const { requiredPulumiVersion } = parse(readFileSync(join(PROJECT_ROOT, "Pulumi.yaml"), "utf8")) as {
      requiredPulumiVersion: string;
    };
    await requireVersion(requiredPulumiVersion);
    await project.succeed("preview");
  },
  TIMEOUT_MS,
);
