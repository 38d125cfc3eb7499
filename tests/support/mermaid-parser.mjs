// Reads a JSON list of Mermaid texts and writes, for each, what Mermaid itself makes of it: boxes, arrows and frames, or its error.
import DOMPurify from "dompurify";
import { text } from "node:stream/consumers";

// What it cleans labels with before it draws them needs a browser; nothing is drawn here.
Object.assign(DOMPurify, { addHook() {}, sanitize: (label) => label });
const { default: mermaid } = await import("mermaid");

// Until it has read one, it knows no kind of diagram.
await mermaid.parse("flowchart LR");

const read = async (source) => {
  try {
    const { db } = await mermaid.mermaidAPI.getDiagramFromText(source);
    return {
      nodes: [...db.getVertices().values()].map((node) => node.text),
      edges: db.getEdges().map(({ start, end, text, stroke }) => [start, end, text, stroke]),
      frames: db.getSubGraphs().map(({ title }) => title),
    };
  } catch (error) {
    return { error: error.message };
  }
};
const answers = [];
for (const source of JSON.parse(await text(process.stdin))) answers.push(await read(source));
process.stdout.write(JSON.stringify(answers));
