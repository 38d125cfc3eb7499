import { CONTROL_PLANE } from "./fault";
import { KINDS } from "./words";

const AT_ONCE = [
  ["kill NAMESPACE/POD[/CONTAINER]", "kill a container; nothing is to be healed"],
  ["heal", "undo all faults in force, also those whose command was killed"],
] as const;

/** What `npm run lab -- fault --help` prints. */
export const FAULT_HELP = helpOf([
  ...Object.entries(KINDS).map(([word, { operands, summary }]) => [`${word} ${operands}`, summary] as const),
  ...AT_ONCE,
]);

function helpOf(rows: readonly (readonly [call: string, summary: string])[]): string {
  const width = Math.max(...rows.map(([call]) => call.length));
  return `Usage: npm run lab -- fault KIND … [--for TIME] [--name NAME]

Does a fault to a lab with real nodes, says how to see it, and undoes it on Ctrl-C, at the end of its terminal, when it is
told to end, or after a time. Several at once: each in a terminal of its own. What is in force: npm run lab:status

${rows.map(([call, summary]) => `  ${call.padEnd(width)}  ${summary}\n`).join("")}
Ends (A, B, FROM, TO) are names of nodes, up to their first dot if you like, and ${CONTROL_PLANE}.

  --for TIME   how long, such as 500ms, 30s or 5m (default: until Ctrl-C)
  --name NAME  which lab

Examples:
  npm run lab -- fault lose-node srv1089618 --for 2m
  npm run lab -- fault partition srv1089618,srv1089624 srv1092158,srv1117946,${CONTROL_PLANE}
  npm run lab -- fault delay srv1089618 srv1089624 80ms
  npm run lab -- fault freeze srv1089618/kubelet
  npm run lab -- fault kill default/web-5d8f-x2x
`;
}
