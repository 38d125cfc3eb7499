/** docs/flows.md says what stacks/flows.ts says. Updated only on request: `npm run golden:update`. */
import { readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { expect, it } from "@jest/globals";
import { FLOW_RULES, type FlowRule, flowsOf } from "../../stacks/flows";
import { PROJECT_ROOT } from "../support/stack-file";

const FILE = path.join(PROJECT_ROOT, "docs", "flows.md");
const BEGIN = "<!-- generated from stacks/flows.ts by npm run golden:update -->";
const END = "<!-- end of the generated table -->";

function row(rule: FlowRule): string {
  const ports = [...new Set(flowsOf([rule]).map(({ port }) => port))].join(", ");
  const within = rule.withinWorkload ? " (its own pods)" : "";
  return `| ${rule.from.join(", ")} | ${rule.to.join(", ")}${within} | ${ports} | ${rule.source} |`;
}

it("holds the table of all flows", () => {
  const table = ["| From | To | TCP port | Why |", "|---|---|---|---|", ...FLOW_RULES.map(row)].join("\n");
  const text = readFileSync(FILE, "utf8");
  const [before = "", rest = ""] = text.split(BEGIN);
  const [, after = ""] = rest.split(END);
  const expected = `${before}${BEGIN}\n\n${table}\n\n${END}${after}`;
  if (process.env.GX_UPDATE_GOLDEN === "1") writeFileSync(FILE, expected);
  expect(readFileSync(FILE, "utf8")).toBe(expected);
});
