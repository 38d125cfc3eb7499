import { parseArgs } from "node:util";
import { UserError } from "../toolchain/user-error";
import { commandLine } from "./command-line";
import { COMMENT_MARKER, pullRequestComment } from "./comment/pull-request-comment";
import { readReview } from "./comment/stack-review";
import { gh, writeComment } from "./workflows/github";

const HELP = `Usage: npm run comment:pr -- [--pull-request NUMBER] [--run-url URL] [--artifact NAME] FOLDER…

Builds one comment from what \`npm run preview:pr\` wrote to each FOLDER, and prints it; with --pull-request it is written to that
pull request, over the comment of an earlier run. gh must be installed and GH_TOKEN set for that.
`;

commandLine(HELP, async (args) => {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      "pull-request": { type: "string" },
      "run-url": { type: "string" },
      artifact: { type: "string", default: "the folder given" },
    },
  });
  if (positionals.length === 0) throw new UserError("no folder is named: give what `npm run preview:pr` wrote");
  const body = pullRequestComment(positionals.map(readReview), {
    runUrl: values["run-url"],
    artifact: values.artifact,
  });
  const number = values["pull-request"];
  if (number === undefined) process.stdout.write(body);
  else if (!/^\d+$/.test(number)) throw new UserError(`--pull-request is "${number}": give its number`);
  else writeComment(gh, Number(number), COMMENT_MARKER, body);
  return 0;
});
