/** A fenced code block that no text in it can end: the fence is longer than any run of backticks in the text. */
export function codeBlock(text: string, language = "diff"): string {
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(Math.max(3, longest + 1));
  return `${fence}${language}\n${text}\n${fence}`;
}

/** The first whole lines of a text that fit. */
export function cutLines(text: string, characters: number): string {
  if (text.length <= characters) return text;
  const head = text.slice(0, Math.max(0, characters));
  return head.slice(0, Math.max(0, head.lastIndexOf("\n")));
}
