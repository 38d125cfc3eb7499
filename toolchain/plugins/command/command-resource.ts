import { randomBytes } from "node:crypto";
import { UserError } from "../../user-error";
import { holdsSecret, reveal, secret, UNKNOWN, type Properties } from "../shared/property-values";
import type { CheckFailure, InputKind, Operation, ResourceType } from "../shared/resource-type";
import { disclosureFor } from "./disclosure";
import { LineSplitter } from "./line-splitter";
import type { Run, Stream } from "./run";

/** Inputs that local and remote commands share. */
const INPUTS = {
  create: "string",
  update: "string",
  delete: "string",
  triggers: "list",
  environment: "map",
  stdin: "string",
  logging: "string",
  addPreviousOutputInEnv: "boolean",
} as const satisfies Record<string, InputKind>;

const LOGGED: Readonly<Record<string, readonly Stream[]>> = {
  stdout: ["stdout"],
  stderr: ["stderr"],
  stdoutAndStderr: ["stdout", "stderr"],
  none: [],
};

/** What a kind of command adds to the common ones. */
export interface CommandKind {
  readonly inputs: Readonly<Record<string, InputKind>>;
  readonly required: readonly string[];
  readonly refused: Readonly<Record<string, string>>;
  validate(inputs: Properties): CheckFailure[];
  readonly run: Run;
}

/**
 * A command that runs on create, on update (`create` where there is no `update`) and on delete, as the official plugin
 * documents it (https://www.pulumi.com/registry/packages/command/). A changed trigger always replaces: the SDK asks for
 * it whatever the documentation says of `update` (pulumi-command issue 855).
 */
export function commandResource(kind: CommandKind): ResourceType {
  const perform = async (operation: Operation, script: unknown, previous: Properties): Promise<Properties> => {
    if (script === undefined) return state(operation.inputs, previous.stdout ?? "", previous.stderr ?? "");
    const { stdout, stderr } = await runAndRecord(kind.run, operation, script, previous);
    return state(operation.inputs, stdout, stderr);
  };
  return {
    inputs: { ...INPUTS, ...kind.inputs },
    required: kind.required,
    refused: kind.refused,
    replacedBy: ["triggers"],
    validate: (inputs) => [...validateLogging(inputs), ...kind.validate(inputs)],
    preview: (inputs) => state(inputs, UNKNOWN, UNKNOWN),
    create: async (operation) => ({
      id: `${operation.name}${randomBytes(4).toString("hex")}`,
      outputs: await perform(operation, operation.inputs.create, {}),
    }),
    update: (operation, previous) => perform(operation, operation.inputs.update ?? operation.inputs.create, previous),
    delete: async (operation, previous) => {
      await perform(operation, previous.delete, previous);
    },
  };
}

/** Output of a command that was given secrets is secret too: it may well repeat them. The connection is not shown to it. */
function state(inputs: Properties, stdout: unknown, stderr: unknown): Properties {
  const given = Object.entries(inputs).filter(([name]) => name !== "connection");
  const kept = given.some(([, value]) => holdsSecret(value)) ? secret : (value: unknown) => value;
  return { ...inputs, stdout: kept(reveal(stdout)), stderr: kept(reveal(stderr)) };
}

async function runAndRecord(
  run: Run,
  { urn, inputs, signal, log }: Operation,
  script: unknown,
  previous: Properties,
): Promise<Record<Stream, string>> {
  const plain = reveal(inputs) as Properties;
  const disclosure = disclosureFor({ ...previous, ...inputs }, script);
  const logged = LOGGED[(plain.logging as string | undefined) ?? "stdoutAndStderr"] ?? [];
  const recorded: Record<Stream, string> = { stdout: "", stderr: "" };
  let both = "";
  const lines = new LineSplitter((line) => {
    const shown = disclosure.show(line);
    if (shown !== undefined) log.status(urn, shown);
  });
  const outcome = await run(reveal(script) as string, plain, {
    environment: environmentFor(plain, reveal(previous) as Properties),
    signal,
    onOutput: (stream, text) => {
      recorded[stream] += text;
      both += text;
      if (logged.includes(stream)) lines.add(stream, text);
    },
  });
  lines.end();
  if (signal.aborted) throw signal.reason;
  if (outcome.code !== 0) {
    const how = outcome.code === null ? `was ended by ${outcome.signal}` : `exited with ${outcome.code}`;
    const shown = disclosure.show(`: ${reveal(script) as string}\n${both}`);
    throw new UserError(`the command ${how}${shown ?? " (it is secret, so neither it nor its output is shown)"}`);
  }
  return { stdout: withoutLastNewline(recorded.stdout), stderr: withoutLastNewline(recorded.stderr) };
}

function environmentFor(inputs: Properties, previous: Properties): Record<string, string> {
  const environment = { ...(inputs.environment as Record<string, string> | undefined) };
  if (inputs.addPreviousOutputInEnv === false) return environment;
  if (previous.stdout) environment.PULUMI_COMMAND_STDOUT = previous.stdout as string;
  if (previous.stderr) environment.PULUMI_COMMAND_STDERR = previous.stderr as string;
  return environment;
}

function validateLogging({ logging }: Properties): CheckFailure[] {
  if (logging === undefined || logging === UNKNOWN || (logging as string) in LOGGED) return [];
  const choices = Object.keys(LOGGED).join(", ");
  return [{ property: "logging", reason: `"logging" is ${JSON.stringify(logging)}: it must be one of ${choices}` }];
}

function withoutLastNewline(text: string): string {
  return text.replace(/\n$/, "");
}
