import type { Look, Picture, PictureEdge, PictureNode } from "./picture";

/** Arrows and characters beyond which nothing is drawn: Mermaid itself ends at 500 and 50,000, a comment at 65,536. */
const MOST_EDGES = 150;
const MOST_CHARACTERS = 12_000;

/** Characters of one line of a box. */
const LINE_LENGTH = 90;

/** Strokes alone: what is filled reads badly on either a light or a dark page. */
const GREEN = "stroke:#1a7f37,stroke-width:3px";
const RED = "stroke:#cf222e,stroke-width:3px";
const STYLES: Readonly<Partial<Record<Look, string>>> = {
  outside: "stroke-dasharray:4 4",
  new: GREEN,
  adopted: "stroke:#0969da,stroke-width:3px",
  changed: "stroke:#bf8700,stroke-width:3px",
  removed: `${RED},stroke-dasharray:4 4`,
};
const ARROWS: Readonly<Record<PictureEdge["look"], string>> = { open: "-->", opens: "==>", closes: "-.->" };

/** A picture as a Mermaid flowchart; undefined where it is too large to be looked at. */
export function mermaidFlowchart({ nodes, edges }: Picture, direction: "LR" | "TB" = "LR"): string | undefined {
  const ids = new Map(nodes.map(({ key }, index) => [key, `n${index}`]));
  const id = (key: string) => {
    const found = ids.get(key);
    if (found === undefined) throw new Error(`an arrow leads to ${key}, which isn't drawn`);
    return found;
  };
  const arrow = ({ from, to, ports, look }: PictureEdge) =>
    `  ${id(from)} ${ARROWS[look]}|"${escaped(look === "open" ? ports : `${look} ${ports}`)}"| ${id(to)}`;
  const text = [
    `flowchart ${direction}`,
    ...frames(nodes, id),
    ...edges.map(arrow),
    ...Object.entries(STYLES).flatMap(([look, style]) => {
      const styled = nodes.filter((node) => node.look === look).map(({ key }) => id(key));
      return styled.length === 0 ? [] : [`  classDef is-${look} ${style}`, `  class ${styled.join(",")} is-${look}`];
    }),
    ...linkStyle(edges, "opens", GREEN),
    ...linkStyle(edges, "closes", RED),
  ].join("\n");
  return edges.length > MOST_EDGES || text.length > MOST_CHARACTERS ? undefined : text;
}

/** The boxes in their frames, one line each. */
function frames(nodes: readonly PictureNode[], id: (key: string) => string): readonly string[] {
  let count = 0;
  const inside = (some: readonly PictureNode[], depth: number): readonly string[] => {
    const indent = "  ".repeat(depth + 1);
    const titles = [...new Set(some.map(({ within }) => within[depth]))];
    return titles.flatMap((title) => {
      const framed = some.filter(({ within }) => within[depth] === title);
      if (title === undefined) return framed.map((node) => `${indent}${id(node.key)}${shape(node)}`);
      const heading = `${indent}subgraph s${count++}["${escaped(title)}"]`;
      return [heading, ...inside(framed, depth + 1), `${indent}end`];
    });
  };
  return inside(nodes, 0);
}

/** What lies outside is round. */
function shape({ lines, look }: PictureNode): string {
  const text = lines.map(escaped).join("<br/>");
  return look === "outside" ? `(["${text}"])` : `["${text}"]`;
}

function linkStyle(edges: readonly PictureEdge[], look: PictureEdge["look"], style: string): readonly string[] {
  const numbers = edges.flatMap((edge, index) => (edge.look === look ? [index] : []));
  return numbers.length === 0 ? [] : [`  linkStyle ${numbers.join(",")} ${style}`];
}

/**
 * A text that stands in quotes and is nothing but text: what Mermaid, HTML or Markdown would take for something else becomes the
 * character's number, which Mermaid writes as `#35;`.
 */
function escaped(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  const cut = line.length > LINE_LENGTH ? `${line.slice(0, LINE_LENGTH - 1)}…` : line;
  const asNumber = (character: string) => `#${character.charCodeAt(0)};`;
  // At the beginning these would make a list.
  return cut.replace(/["#&<>`;\\*_~$%[\](){}|]|^[-+](?= )|(?<=^\d+)\.(?= )/g, asNumber);
}
