import { backupCommand, HELP } from "../../ops/backup/command";
import { commandLine } from "../../ops/command-line";

/** `npm run ops -- backup`, with the stack files of the folder that is the first word, instead of this checkout's. */
commandLine(HELP, ([stackFiles = "", ...words]) => backupCommand(words, stackFiles));
