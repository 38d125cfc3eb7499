import { spawnSync } from "node:child_process";
import { cutLines } from "../comment/markdown";
import { COMMENT_LIMIT } from "../comment/pull-request-comment";
import { UserError } from "../../toolchain/user-error";

/** Runs GitHub's command line, `gh`, and gives its standard output. @throws UserError with its own words where it fails */
export type Gh = (args: readonly string[], input?: string) => string;

/** The `gh` on PATH, which takes its token from `GH_TOKEN`. */
export const gh: Gh = (args, input) => {
  const { status, stdout, stderr, error } = spawnSync("gh", args, { input, encoding: "utf8" });
  if (error) throw new UserError(`gh can't be run (${error.message}): install it from https://cli.github.com`);
  if (status !== 0) throw new UserError(`gh ${args.slice(0, 2).join(" ")} failed: ${stderr.trim()}`);
  return stdout;
};

/** Writes a pull request's comment: over the earlier one that begins with `marker`, or as a new one. */
export function writeComment(run: Gh, pullRequest: number, marker: string, body: string): void {
  const comments = run([
    ...["api", "--paginate", `repos/{owner}/{repo}/issues/${pullRequest}/comments`],
    ...["--jq", `.[] | select(.user.type == "Bot" and (.body | startswith(${JSON.stringify(marker)}))) | .id`],
  ]);
  const [earlier] = comments.split("\n").filter(Boolean);
  const place = earlier
    ? ["--method", "PATCH", `repos/{owner}/{repo}/issues/comments/${earlier}`]
    : ["--method", "POST", `repos/{owner}/{repo}/issues/${pullRequest}/comments`];
  run(["api", "--silent", ...place, "--input", "-"], JSON.stringify({ body }));
}

/** Label of the issue that drift is reported in, by which the next run finds it. */
const DRIFT_LABEL = "drift";

/** What ends an issue that was cut to the size that GitHub takes, which is the same as a comment's. */
const CUT = "\n\n**Cut to the size that an issue may have: the whole text is in the log of the run.**\n";

/** Writes the one open issue about drift: over the open one, or as a new one. */
export function writeDriftIssue(run: Gh, title: string, text: string): void {
  const body = text.length <= COMMENT_LIMIT ? text : cutLines(text, COMMENT_LIMIT - CUT.length) + CUT;
  run(["label", "create", DRIFT_LABEL, "--force", "--description", "live objects differ from what is declared"]);
  const [open] = JSON.parse(
    run(["issue", "list", "--state", "open", "--label", DRIFT_LABEL, "--limit", "1", "--json", "number"]),
  ) as { readonly number: number }[];
  if (open) run(["issue", "edit", String(open.number), "--title", title, "--body-file", "-"], body);
  else run(["issue", "create", "--title", title, "--label", DRIFT_LABEL, "--body-file", "-"], body);
}
