import { codeBlock } from "../../ops/comment/markdown";
import { mermaidFlowchart } from "../../ops/picture/mermaid";
import { type End, isNameServer, openFlows } from "../../ops/picture/open-flows";
import { alikeTogether, type PictureNode } from "../../ops/picture/picture";
import { portsInWords } from "../../ops/picture/port-ranges";
import { type Declared, standing } from "../../ops/picture/standing";
import type { Server } from "../../stacks/inventory";

/** What stands where and every flow but names, of objects that are declared together; read as a pull request's picture is. */
export function topologyPicture(objects: readonly Declared[], servers: readonly Server[]): string {
  const now = standing(objects, servers);
  const flows = openFlows(now, servers).filter(({ to }) => !isNameServer(to));
  const outside = flows.flatMap(({ from, to }) => [from, to]).flatMap(outsideNode);
  const workloads = [...now.workloads].map(([key, { namespace, name, amount, place }]): PictureNode => {
    return { key, lines: [`${name} ${amount}`], within: [place, namespace], look: "plain" };
  });
  const apart = servers
    .filter(({ cluster }) => cluster === "standalone")
    .map(({ name }): PictureNode => ({ key: name, lines: [name], within: ["not in the cluster"], look: "plain" }));
  const mermaid = mermaidFlowchart(
    alikeTogether({
      nodes: [...workloads, ...new Map(outside.map((node) => [node.key, node])).values(), ...apart],
      edges: flows.map(({ from, to, ports }) => {
        return { from: from.key, to: to.key, ports: portsInWords(ports), look: "open" as const };
      }),
    }),
  );
  if (mermaid === undefined) throw new Error("the topology is too large to be drawn: group what is alike");
  return codeBlock(mermaid, "mermaid");
}

function outsideNode({ key, outside }: End): readonly PictureNode[] {
  return outside === undefined ? [] : [{ key, lines: [outside], within: [], look: "outside" }];
}
