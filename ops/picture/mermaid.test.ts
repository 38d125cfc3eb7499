/** That Mermaid's own parser reads what is written here as it is meant. Doesn't show what GitHub's page makes of it. */
import { expect, it } from "@jest/globals";
import { parsedByMermaid } from "../../tests/support/parsed-by-mermaid";
import { mermaidFlowchart } from "./mermaid";
import type { Picture, PictureEdge, PictureNode } from "./picture";

const node = (key: string, more: Partial<PictureNode> = {}): PictureNode => ({
  ...{ key, lines: [key], within: ["VPS-1", "backend"], look: "plain" },
  ...more,
});
const edge = (from: string, to: string, look: PictureEdge["look"]): PictureEdge => ({ from, to, ports: "TCP 1", look });
const drawn = (picture: Picture) => {
  const text = mermaidFlowchart(picture);
  if (text === undefined) throw new Error("it isn't drawn");
  return text;
};

/** What ends a label, begins another thing, or is a command, in Mermaid, Markdown or HTML. */
const HOSTILE = [
  'a"b',
  'x"] --> evil["y',
  "end",
  "`code`",
  "a#quot;b",
  "%%{init: {}}%%",
  "<script>alert(1)</script>",
  "]) }} |> )",
  "click n0 call x()",
  "- item",
  "1. item",
  "**bold** __b__ ~~s~~ [link](javascript:x)",
  "line\nbreak\r\n  subgraph x",
  "a;b",
  "$$x$$",
  "\\",
  "ünïcödé ×3 → 4 · 日本",
  "w".repeat(500),
];

it("is read back whole: boxes, arrows, frames and their kinds", () => {
  const text = drawn({
    nodes: [
      node("a", { look: "new" }),
      node("b", { lines: ["b ×3", "c ×2"] }),
      node("d", { within: [], look: "outside" }),
    ],
    edges: [edge("a", "b", "opens"), edge("b", "d", "closes"), edge("b", "b", "open")],
  });
  expect(parsedByMermaid([text])).toEqual([
    {
      nodes: ["a", "b ×3<br/>c ×2", "d"],
      edges: [
        ["n0", "n1", "opens TCP 1", "thick"],
        ["n1", "n2", "closes TCP 1", "dotted"],
        ["n1", "n1", "TCP 1", "normal"],
      ],
      frames: ["backend", "VPS-1"],
    },
  ]);
});

it("holds no text that is more than text", () => {
  const pictures = HOSTILE.map((text): Picture => {
    const hostile = node("a", { lines: [text], within: [text, text] });
    return { nodes: [hostile, node("b")], edges: [{ ...edge("a", "b", "open"), ports: text }] };
  });
  const answers = parsedByMermaid(pictures.map(drawn));
  expect(
    answers.map((answer) =>
      "error" in answer ? answer.error : [answer.nodes.length, answer.edges.length, answer.frames.length],
    ),
  ).toEqual(HOSTILE.map(() => [2, 1, 4]));
  for (const picture of pictures) expect(drawn(picture)).not.toMatch(/[<`](?!br\/>)|%%\{|\bscript>|]\(/);
});

it("isn't drawn where it has too many arrows or letters: Mermaid would refuse it, or nobody could read it", () => {
  const nodes = Array.from({ length: 20 }, (_, index) => node(`n${index}`));
  const edges = nodes.flatMap(({ key }) => nodes.map((other) => edge(key, other.key, "opens")));
  expect(mermaidFlowchart({ nodes, edges: edges.slice(0, 151) })).toBeUndefined();
  expect(mermaidFlowchart({ nodes, edges: edges.slice(0, 150) })).toBeDefined();
  const many = Array.from({ length: 300 }, (_, index) => node(`${index} ${"w".repeat(60)}`));
  expect(mermaidFlowchart({ nodes: many, edges: [] })).toBeUndefined();
});
