import { UserError } from "../../toolchain/user-error";
import { readIfPresent } from "../files";
import { PortTaken } from "../ports";
import { diedMessage, launch, type ProcessFiles, processFiles, runningProcess, stopProcess } from "../process";
import type { LabTools } from "../tools";
import { waitUntil } from "../wait";
import type { LabLayout } from "../layout";
import { type Part, PART_NAMES, type PartName } from "./part";

/** Generous: a busy machine may take many times the usual second or three. */
const READY_DEADLINE_SECONDS = 180;
/** How long a part that runs may stay silent before it counts as hung: not so short that a busy machine looks like it. */
const ANSWER_DEADLINE_SECONDS = 10;
/** How long a part may take to end in an orderly stop: the API server lets requests finish. */
const STOP_GRACE_SECONDS = 10;
/** How every program of a lab, all written in Go, words it. */
const PORT_TAKEN = /bind: address already in use/;

/** Starts a part and waits until it does its work. */
export async function startPart(part: Part, layout: LabLayout, tools: LabTools): Promise<void> {
  const files = processFiles(layout, part.name);
  await launch(files, [tools.path(part.tool), ...part.arguments], layout.folder);
  await partReady(part, layout);
}

/**
 * Waits until a part that was started does its work.
 * @throws PortTaken if it ended because somebody was quicker on one of its ports.
 * @throws UserError with the end of its log if it ended or stays unready.
 */
async function partReady(part: Part, layout: LabLayout): Promise<void> {
  const files = processFiles(layout, part.name);
  await waitUntil(`${part.name} to be ready (log: ${files.logFile})`, READY_DEADLINE_SECONDS, async () => {
    const readiness = await part.isReady();
    if (!runningProcess(files)) throw endedError(files);
    return readiness;
  });
}

/** Whether a part runs and answers. */
export async function isWorking(part: Part, layout: LabLayout): Promise<boolean> {
  const files = processFiles(layout, part.name);
  if (!runningProcess(files)) return false;
  try {
    await waitUntil(`${part.name} to answer`, ANSWER_DEADLINE_SECONDS, () => part.isReady());
    return runningProcess(files) !== undefined;
  } catch {
    return false;
  }
}

/**
 * Ends these parts, the ones that stand on others first, and each before the next. Returns those that ran.
 * @param graceSeconds is how long each may take to end by itself.
 */
export async function stopParts(
  layout: LabLayout,
  names: readonly PartName[],
  graceSeconds = STOP_GRACE_SECONDS,
): Promise<PartName[]> {
  const stopped: PartName[] = [];
  for (const name of [...PART_NAMES].reverse()) {
    if (names.includes(name) && (await stopProcess(processFiles(layout, name), graceSeconds))) stopped.push(name);
  }
  return stopped;
}

function endedError(files: ProcessFiles): Error {
  const message = diedMessage(files);
  return PORT_TAKEN.test(readIfPresent(files.logFile) ?? "") ? new PortTaken(message) : new UserError(message);
}
