/** Running commands on this machine. Does not prove what the engine is told of them. */
import { describe, expect, it, jest } from "@jest/globals";
import { runLocally } from "./run-local";

jest.setTimeout(60_000);

async function run(script: string, inputs: Record<string, unknown> = {}, environment: Record<string, string> = {}) {
  let stdout = "";
  const onOutput = (stream: string, text: string) => {
    if (stream === "stdout") stdout += text;
  };
  const outcome = await runLocally(script, inputs, { environment, onOutput, signal: new AbortController().signal });
  return { ...outcome, stdout };
}

describe("runLocally", () => {
  it("hands on input, environment, folder and exit code", async () => {
    const outcome = await run("cat; echo $COLOUR; pwd; exit 3", { stdin: "in\n", dir: "/" }, { COLOUR: "red" });
    expect(outcome).toEqual({ code: 3, signal: null, stdout: "in\nred\n/\n" });
  });

  it("runs with another interpreter", async () => {
    expect((await run("console.log(1+1)", { interpreter: [process.execPath, "-e"] })).stdout).toBe("2\n");
  });

  it("minds no command that does not read its input", async () => {
    expect((await run("exec true", { stdin: "x".repeat(1_000_000) })).code).toBe(0);
  });

  it("names interpreter and folder where it can't start", async () => {
    await expect(run("true", { dir: "/no/such/folder" })).rejects.toThrow(
      /could not start \/bin\/sh in \/no\/such\/folder/,
    );
  });

  it("ends everything the command started when cancelled", async () => {
    const controller = new AbortController();
    const outcome = await runLocally(
      "sleep 300 & echo $!; wait",
      {},
      {
        environment: {},
        signal: controller.signal,
        onOutput: () => controller.abort(),
      },
    );
    expect(outcome).toEqual({ code: null, signal: "SIGKILL" });
  });
});
