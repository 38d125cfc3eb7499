import { UserError } from "../toolchain/user-error";
import { backupCommand, HELP as BACKUP_HELP } from "./backup/command";
import { commandLine } from "./command-line";
import { HELP as STATE_HELP, stateCommand } from "./state/command";

const HELP = `Usage: npm run ops -- TOPIC COMMAND --stack STACK [OPTION…]

  backup    backups: status, list, now, verify, restore, cleanup
  state     what a stack knows of its cluster: forget-cluster

npm run ops -- TOPIC --help says more.
`;

const TOPICS = { backup: { help: BACKUP_HELP, run: backupCommand }, state: { help: STATE_HELP, run: stateCommand } };

const [topic = ""] = process.argv.slice(2);
const known = Object.entries(TOPICS).find(([name]) => name === topic)?.[1];

commandLine(known?.help ?? HELP, async ([, ...words]) => {
  if (known) return known.run(words);
  const there = Object.keys(TOPICS).join(", ");
  throw new UserError(
    topic === "" ? `the topic is missing: give one of ${there}` : `unknown topic "${topic}": there are ${there}`,
  );
});
