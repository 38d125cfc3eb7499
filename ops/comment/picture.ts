import type { Server } from "../../stacks/inventory";
import type { Preview } from "../gate/preview";
import { changePicture } from "../picture/change-picture";
import { mermaidFlowchart } from "../picture/mermaid";
import { codeBlock } from "./markdown";

/** What a pull request's comment shows of a change: a picture in Mermaid's language, or a sentence why there is none. */
export type ReviewPicture = { readonly mermaid: string } | { readonly undrawn: string };

/** The picture of a preview; undefined where no workload and no flow changes. */
export function pictureOf(preview: Preview, servers: readonly Server[]): ReviewPicture | undefined {
  const change = changePicture(preview, servers);
  if (change === undefined || "undrawn" in change) return change;
  const { nodes, edges } = change.picture;
  const mermaid = mermaidFlowchart(change.picture);
  return mermaid === undefined
    ? { undrawn: `${nodes.length} boxes and ${edges.length} flows that open or close are too many to look at` }
    : { mermaid };
}

/** The picture with its legend, in Markdown; nothing where nothing is to be seen. */
export function pictureSection(picture: ReviewPicture | undefined): readonly string[] {
  if (picture === undefined) return [];
  const body =
    "undrawn" in picture
      ? [`Not drawn: ${picture.undrawn}.`]
      : [
          codeBlock(picture.mermaid, "mermaid"),
          "",
          "Thick arrows: flows that this change opens; dotted ones: that it closes. Flows that stay aren't drawn.",
        ];
  return ["#### What stands where", "", ...body, ""];
}
