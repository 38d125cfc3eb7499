import { z } from "zod";
import { UserError } from "../../toolchain/user-error";
import { resourceOf } from "../gate/preview";
import { publicText } from "../pulumi-text";
import type { Drift } from "./drift-report";
import { adviceOn } from "./failure-advice";
import type { StackCommands } from "./stack-commands";

const EXPORTED = z.object({
  deployment: z
    .object({
      manifest: z.object({ time: z.string() }).nullish(),
      pending_operations: z.array(z.object({ type: z.string(), resource: z.object({ urn: z.string() }) })).nullish(),
    })
    .nullish(),
});

/** What tells whether somebody updates a stack: pulumi writes its state at the beginning and at the end of each operation. */
interface StateMark {
  /** When the state was written last. */
  readonly written: string | undefined;
  /** Operations that were begun and haven't ended: under way now, or in an update that was killed. */
  readonly pending: readonly string[];
}

async function stateMark({ stack, state }: StackCommands): Promise<StateMark> {
  const { exitCode, output, errors } = await state(["stack", "export"]);
  if (exitCode !== 0)
    throw new UserError(`pulumi can't export the state of ${stack}: ${errors.trim() || output.trim()}`);
  const { deployment } = EXPORTED.parse(JSON.parse(output.slice(Math.max(0, output.search(/^\{/m)))));
  return {
    written: deployment?.manifest?.time,
    pending: (deployment?.pending_operations ?? []).map(({ type, resource }) => `${type} ${resourceOf(resource.urn)}`),
  };
}

/**
 * Clears what an update that was killed left under way: pulumi looks what became of it, and forgets what it can't find. An object that has
 * come into being is taken over by the next update, because creating one is an upsert; a command is run again. Changes nothing live.
 * @returns what was left, for a log; empty where nothing was
 * @throws UserError where that can't be done, as while another update is running
 */
export async function settleInterrupted(commands: StackCommands): Promise<string> {
  const { pending } = await stateMark(commands);
  if (pending.length === 0) return "";
  const left = [`An update of ${commands.stack} was left with this under way:`, ...listed(pending)].join("\n");
  const { exitCode, output, errors } = await commands.program([
    ...["refresh", "--clear-pending-creates", "--yes", "--skip-preview"],
  ]);
  if (exitCode === 0)
    return `${left}\nThe state was compared with the live objects; this deployment does what is left to do.\n\n`;
  const text = publicText(`${output}\n${errors}`).trim();
  throw new UserError(`${left}\n${text}\n${adviceOn(commands.stack, exitCode, text)}Nothing was deployed.`);
}

/** Compares while nobody updates the stack: half an update would look like drift. Where somebody does, that is all that is told. */
export async function undisturbed(commands: StackCommands, compare: () => Promise<Drift>): Promise<Drift> {
  const before = await stateMark(commands);
  const drift = before.pending.length === 0 ? await compare() : undefined;
  const after = drift && (await stateMark(commands));
  const pending = after?.pending ?? before.pending;
  if (drift !== undefined && pending.length === 0 && after?.written === before.written) return drift;
  const { stack } = commands;
  const why =
    pending.length === 0
      ? `${stack} was updated while it was compared: compare again`
      : `an update of ${stack} is under way, or was killed and left this under way: ${pending.slice(0, SHOWN).join(", ")}` +
        `${pending.length > SHOWN ? ", …" : ""}. Compare again when it has ended; where none is running, deploy ${stack} again first`;
  return { stack, lines: [], added: [], takenBackBy: [], notes: [], errors: [why] };
}

/** Operations that a message lists. */
const SHOWN = 10;

function listed(pending: readonly string[]): readonly string[] {
  const more = pending.length > SHOWN ? [`  and ${pending.length - SHOWN} more`] : [];
  return [...pending.slice(0, SHOWN).map((operation) => `  ${operation}`), ...more];
}
