/** A command's life, secrets and errors, with a runner that records instead of running. Does not prove real runs: tests/toolchain does. */
import { describe, expect, it } from "@jest/globals";
import { holdsSecret, reveal, secret, UNKNOWN, type Properties } from "../shared/property-values";
import { commandResource } from "./command-resource";
import type { RunContext, RunOutcome } from "./run";

interface Ran {
  readonly script: string;
  readonly environment: RunContext["environment"];
}

/** A command whose runs print `output` and end as `outcome` says. */
function fake(output = "", outcome: RunOutcome = { code: 0, signal: null }) {
  const ran: Ran[] = [];
  const logged: string[] = [];
  const type = commandResource({
    inputs: {},
    required: [],
    refused: {},
    validate: () => [],
    run: (script, _inputs, { environment, onOutput }) => {
      ran.push({ script, environment });
      onOutput("stdout", output);
      onOutput("stderr", "warned\n");
      return Promise.resolve(outcome);
    },
  });
  const operation = (inputs: Properties) => ({
    urn: "urn",
    name: "step",
    inputs,
    signal: new AbortController().signal,
    log: { status: (_urn: string, line: string) => void logged.push(line) },
  });
  return { type, operation, ran, logged };
}

describe("commandResource", () => {
  it("runs nothing in a preview and leaves output open", () => {
    const { type, ran } = fake();
    expect(type.preview({ create: "make" })).toEqual({ create: "make", stdout: UNKNOWN, stderr: UNKNOWN });
    expect(ran).toEqual([]);
  });

  it("records output without its last line end, and gives each resource an identifier of its own", async () => {
    const { type, operation } = fake("made\n\n");
    const [one, other] = [
      await type.create(operation({ create: "make" })),
      await type.create(operation({ create: "make" })),
    ];
    expect(one.outputs).toEqual({ create: "make", stdout: "made\n", stderr: "warned" });
    expect(one.id).toMatch(/^step[0-9a-f]{8}$/);
    expect(one.id).not.toBe(other.id);
  });

  it.each([
    [{ create: "make", update: "change" }, "change"],
    [{ create: "make" }, "make"],
  ])("updates %j by running %s, told what was printed before", async (inputs, script) => {
    const { type, operation, ran } = fake("new");
    const outputs = await type.update(operation(inputs), { stdout: secret("old"), stderr: "" });
    expect(ran).toEqual([{ script, environment: { PULUMI_COMMAND_STDOUT: "old" } }]);
    expect(outputs.stdout).toBe("new");
  });

  it("keeps what was printed before where there is nothing to run", async () => {
    const { type, operation, ran } = fake();
    expect(await type.update(operation({}), { stdout: "old", stderr: "" })).toEqual({ stdout: "old", stderr: "" });
    await type.delete(operation({}), {});
    expect(ran).toEqual([]);
  });

  it("tells a delete script what was printed before, unless asked not to", async () => {
    const { type, operation, ran } = fake();
    for (const addPreviousOutputInEnv of [true, false]) {
      const state = { delete: "undo", stdout: "made", stderr: "w", addPreviousOutputInEnv };
      await type.delete(operation(state), state);
    }
    expect(ran.map(({ environment }) => environment)).toEqual([
      { PULUMI_COMMAND_STDOUT: "made", PULUMI_COMMAND_STDERR: "w" },
      {},
    ]);
  });

  it("replaces on triggers and nothing else", () => {
    expect(fake().type.replacedBy).toEqual(["triggers"]);
  });

  it.each([
    [undefined, ["hello", "warned"]],
    ["stdout", ["hello"]],
    ["stderr", ["warned"]],
    ["none", []],
  ])("with logging %s shows %j", async (logging, expected) => {
    const { type, operation, logged } = fake("hello\n");
    const inputs = { create: "make", ...(logging !== undefined && { logging }) };
    expect(type.validate(inputs)).toEqual([]);
    await type.create(operation(inputs));
    expect(logged).toEqual(expected);
  });

  it("refuses a way of logging that does not exist", () => {
    expect(fake().type.validate({ logging: "all" })).toEqual([
      { property: "logging", reason: `"logging" is "all": it must be one of stdout, stderr, stdoutAndStderr, none` },
    ]);
  });

  it("conceals secrets in what it shows, and makes output secret; the connection's do not spread", async () => {
    const { type, operation, logged } = fake("got tok3n\n");
    const { outputs } = await type.create(operation({ create: "make", environment: { TOKEN: secret("tok3n") } }));
    expect(logged[0]).toBe("got [secret]");
    expect([holdsSecret(outputs.stdout), reveal(outputs.stdout)]).toEqual([true, "got tok3n"]);

    const open = await type.create(operation({ create: "make", connection: secret({ privateKey: "k" }) }));
    expect(open.outputs.stdout).toBe("got tok3n");
  });

  it("fails with script and output, secrets concealed", async () => {
    const { type, operation } = fake("got tok3n\n", { code: 5, signal: null });
    await expect(type.create(operation({ create: "make", stdin: secret("tok3n") }))).rejects.toThrow(
      "the command exited with 5: make\ngot [secret]\nwarned",
    );
    await expect(type.create(operation({ create: secret("make tok3n") }))).rejects.toThrow(
      "the command exited with 5 (it is secret, so neither it nor its output is shown)",
    );
  });

  it("says which signal ended a command", async () => {
    const { type, operation } = fake("", { code: null, signal: "SIGTERM" });
    await expect(type.create(operation({ create: "make" }))).rejects.toThrow("was ended by SIGTERM");
  });
});
