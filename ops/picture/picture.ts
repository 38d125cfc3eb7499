/** How a thing looks: what a change does to it. */
export type Look = "plain" | "outside" | "new" | "adopted" | "changed" | "removed";

/** A box. */
export interface PictureNode {
  readonly key: string;
  /** Its text. */
  readonly lines: readonly string[];
  /** Titles of the frames around it, the outermost first. */
  readonly within: readonly string[];
  readonly look: Look;
}

/** An arrow between two boxes, named by their keys. */
export interface PictureEdge {
  readonly from: string;
  readonly to: string;
  readonly ports: string;
  /** `open`: as it was; otherwise what a change does to it. */
  readonly look: "open" | "opens" | "closes";
}

/** Boxes and arrows, however they are drawn. */
export interface Picture {
  readonly nodes: readonly PictureNode[];
  readonly edges: readonly PictureEdge[];
}

/** The same picture with boxes that differ in nothing but their text made one: same frames, same look, same arrows. */
export function alikeTogether({ nodes, edges }: Picture): Picture {
  const groups = new Map<string, PictureNode[]>();
  for (const node of nodes) {
    const arrows = edges.flatMap((edge) => arrowsAt(node.key, edge)).sort();
    const likeness = JSON.stringify([node.within, node.look, arrows]);
    groups.set(likeness, [...(groups.get(likeness) ?? []), node]);
  }
  const keys = new Map([...groups.values()].flatMap((group) => group.map(({ key }) => [key, group[0]!.key] as const)));
  const drawn = edges.map((edge) => ({ ...edge, from: keys.get(edge.from)!, to: keys.get(edge.to)! }));
  return {
    nodes: [...groups.values()].map((group) => ({ ...group[0]!, lines: group.flatMap(({ lines }) => lines) })),
    edges: [...new Map(drawn.map((edge) => [JSON.stringify(edge), edge])).values()],
  };
}

/** What an arrow is, seen from one box. */
function arrowsAt(key: string, { from, to, ports, look }: PictureEdge): readonly string[] {
  const other = (end: string) => (end === key ? "itself" : end);
  return [
    ...(from === key ? [`out ${other(to)} ${ports} ${look}`] : []),
    ...(to === key ? [`in ${other(from)} ${ports} ${look}`] : []),
  ];
}
