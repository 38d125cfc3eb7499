import { headlineOf, type StackReview } from "./stack-review";
import { codeBlock, cutLines } from "./markdown";
import { pictureSection } from "./picture";
import { survivalSection } from "./survival";

/** First line of the comment, by which the next run finds it again. */
export const COMMENT_MARKER = "<!-- gx-infrastructure: preview of this pull request -->";
/** Characters that a comment on GitHub may have. */
export const COMMENT_LIMIT = 65_536;

/** Where the comment points to for what it leaves out. */
export interface FullText {
  /** The workflow run's address; undefined in a run by hand. */
  readonly runUrl?: string;
  /** Name of the artifact. */
  readonly artifact: string;
}

/**
 * The comment of a pull request: per stack the gate's judgement, a picture, what the quorums survive, what the policies said, and
 * the preview. Never longer than {@link COMMENT_LIMIT}: previews are cut first, evenly, and the comment says so; then pictures go.
 */
export function pullRequestComment(reviews: readonly StackReview[], fullText: FullText, limit = COMMENT_LIMIT): string {
  const whole = render(reviews, fullText, Infinity);
  if (whole.length <= limit) return whole;
  const room = limit - render(reviews, fullText, 0).length;
  const cut = render(reviews, fullText, Math.max(0, Math.floor(room / Math.max(1, reviews.length))));
  if (cut.length <= limit) return cut;
  // Half a picture is none.
  if (reviews.some(({ picture }) => picture !== undefined)) {
    return pullRequestComment(
      reviews.map((review) => ({ ...review, picture: undefined })),
      fullText,
      limit,
    );
  }
  return cutLines(cut, limit - 200) + `\n\n${leftOut(fullText)}\n`;
}

function render(reviews: readonly StackReview[], fullText: FullText, previewCharacters: number): string {
  return [COMMENT_MARKER, ...reviews.map((review) => section(review, fullText, previewCharacters))].join("\n");
}

function section(review: StackReview, fullText: FullText, previewCharacters: number): string {
  const fits = review.previewText.length <= previewCharacters;
  const preview = fits ? review.previewText : cutLines(review.previewText, previewCharacters);
  return [
    `### ${review.stack}: ${headlineOf(review)}`,
    "",
    review.gate.trimEnd(),
    "",
    ...pictureSection(review.picture),
    `#### What survives`,
    "",
    survivalSection(review.survival),
    "",
    `#### Policies`,
    "",
    codeBlock(review.policies, ""),
    "",
    "<details><summary>Preview</summary>",
    "",
    codeBlock(preview),
    "</details>",
    ...(fits ? [] : ["", leftOut(fullText)]),
    "",
  ].join("\n");
}

function leftOut({ runUrl, artifact }: FullText): string {
  const where = runUrl === undefined ? `\`${artifact}\`` : `[the artifact \`${artifact}\`](${runUrl})`;
  return `**Cut to the size that a comment may have: the full text is in ${where}.**`;
}
