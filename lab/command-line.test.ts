/** Words to commands; what the commands do is shown with a whole lab. */
import { beforeEach, describe, expect, it, jest } from "@jest/globals";

import { type Commands, help, type NodeKind, runCommandLine } from "./command-line";
import { COMMANDS } from "./commands";

const calls: unknown[] = [];
const commands: Commands = {
  status: { summary: "look", operands: "", run: (operands, lab) => Promise.resolve(calls.push([operands, lab]) + 2) },
  start: {
    summary: "go",
    operands: "[ENVIRONMENT]",
    run: (operands, lab) => Promise.resolve(calls.push([operands, lab])),
  },
};

beforeEach(() => void calls.splice(0));

it("runs the named command on the default lab and gives its exit code", async () => {
  expect(await runCommandLine(["status"], commands)).toBe(3);
  expect(calls).toEqual([[[], "gx"]]);
});

it("hands over what nodes are wanted: simulated ones, unless it says otherwise", async () => {
  const wanted: NodeKind[] = [];
  const up: Commands = {
    up: { summary: "", operands: "", run: (_operands, _lab, nodes) => Promise.resolve(wanted.push(nodes)) },
  };
  await runCommandLine(["up"], up);
  await runCommandLine(["up", "--nodes", "real"], up);
  expect(wanted).toEqual(["simulated", "real"]);
});

it("tells a command that lasts for how long, and no other", async () => {
  const told: unknown[] = [];
  const lasting: Commands = {
    fault: {
      summary: "",
      operands: "KIND",
      lasts: true,
      run: (_o, _l, _n, lastsFor) => Promise.resolve(told.push(lastsFor)),
    },
  };
  await runCommandLine(["fault", "cut", "--for", "30s"], lasting);
  await runCommandLine(["fault", "cut"], lasting);
  expect(told).toEqual(["30s", undefined]);
  await expect(runCommandLine(["status", "--for", "30s"], commands)).rejects.toThrow("lab status doesn't last");
});

it("hands over operands and the lab's name, in any order", async () => {
  await runCommandLine(["start", "--name", "mine", "testnet"], commands);
  expect(calls).toEqual([[["testnet"], "mine"]]);
});

describe("refuses", () => {
  it.each([
    [["staus"], 'unknown lab command "staus": did you mean "status"?'],
    [["frobnicate"], 'unknown lab command "frobnicate": there are status, start'],
    [["toString"], 'unknown lab command "toString": there are status, start'],
    [["status", "now"], 'lab status takes no further words; got "now"'],
    [["status", "--nam", "x"], "Unknown option '--nam'; options are --name NAME, --nodes KIND, --for TIME and --help"],
    [["status", "--nodes", "wooden"], "--nodes wooden is unknown: there are simulated and real"],
  ])("%j", async (words, message) => {
    await expect(runCommandLine(words, commands)).rejects.toThrow(message);
    expect(calls).toEqual([]);
  });
});

it("prints help on request, and as a mistake where no command is given", async () => {
  const write = jest.spyOn(process.stdout, "write").mockReturnValue(true);
  expect(await runCommandLine(["--help"], commands)).toBe(0);
  expect(await runCommandLine([], commands)).toBe(1);
  expect(write.mock.calls.map(([text]) => text)).toEqual([help(commands), help(commands)]);
  write.mockRestore();
});

it("prints a command's own help where it has one", async () => {
  const write = jest.spyOn(process.stdout, "write").mockReturnValue(true);
  const own: Commands = { fault: { summary: "", operands: "", help: "its own", run: () => Promise.resolve(1) } };
  expect(await runCommandLine(["fault", "--help"], own)).toBe(0);
  expect(write).toHaveBeenCalledWith("its own");
  write.mockRestore();
});

it("the help names every command there is", () => {
  for (const name of Object.keys(COMMANDS)) expect(help(COMMANDS)).toContain(`  ${name} `);
});
