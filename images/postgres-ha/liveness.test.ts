import { type ChildProcess, execFile, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { certificateAuthority } from "../../components/certificates/authority";

const PROBE = join(__dirname, "files/opt/gx/liveness");

/** What the probe finds. */
interface Found {
  /** Status of /liveness; "000" where there is no answer. */
  readonly loop: string;
  /** Exit code of pg_isready; "hangs" where it gives none. */
  readonly server: number | "hangs";
  /** The last line of the postmaster's pid file; undefined where there is no such file. */
  readonly word?: string;
  /** Name of the process that the pid file names; undefined where there is none. */
  readonly process?: string;
}

const NO_SUCH_PID = "4194305";
/** Of this machine, and nobody else's: the probe knows only one port. */
const ADDRESS = "127.80.0.8";

let folder: string;
let processes: ChildProcess[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "gx-liveness-"));
  processes = [];
});
afterEach(() => {
  for (const child of processes) child.kill("SIGKILL");
  rmSync(folder, { recursive: true });
});

/** Runs the probe with a curl and a pg_isready that say what is given, on any machine. */
async function probe({ loop, server, word, process: name }: Found) {
  program("curl", `printf %s '${loop}'; exit ${loop === "000" ? 28 : 0}`);
  program("pg_isready", server === "hangs" ? "exec sleep 600" : `exit ${server}`);
  const pid = name === undefined ? NO_SUCH_PID : await runningAs(name);
  const pidFile = [pid, folder, "1795962414", "5432", "/run/postgresql", "10.42.0.7", "1 2", word, ""].join("\n");
  if (word !== undefined) writeFileSync(join(folder, "postmaster.pid"), pidFile);
  const env = { PATH: `${folder}:${process.env.PATH}`, POD_IP: "10.42.0.7", PGDATA: folder };
  const { status, stderr } = spawnSync(PROBE, { env, encoding: "utf8" });
  return { code: status, said: stderr };
}

function program(name: string, line: string): void {
  writeFileSync(join(folder, name), `#!/usr/bin/env bash\n${line}\n`, { mode: 0o755 });
}

/** Starts a process of that name; the kernel tells the name of the file. */
async function runningAs(name: string): Promise<string> {
  const file = join(folder, name);
  copyFileSync("/bin/sleep", file);
  const child = spawn(file, ["600"], { stdio: "ignore" });
  processes.push(child);
  await once(child, "spawn");
  return `${child.pid}`;
}

/** A member's certificate that nobody trusts any more. */
function expired() {
  const valid = { notBefore: "2020-01-01", validDays: 30 };
  const authority = certificateAuthority({ seed: "a".repeat(32), name: "postgres", ...valid });
  return authority.issue({ purpose: "server", commonName: "postgres-server", dnsNames: ["localhost"], ...valid });
}

describe("the liveness probe", () => {
  test.each<[string, Found]>([
    ["a server that accepts connections", { loop: "200", server: 0, word: "ready   ", process: "postgres" }],
    ["a server that rejects connections", { loop: "200", server: 1, word: "ready   ", process: "postgres" }],
    ["a member without a server yet", { loop: "200", server: 2 }],
    ["a server that starts", { loop: "200", server: 2, word: "starting", process: "postgres" }],
    ["a server that stops", { loop: "200", server: 2, word: "stopping", process: "postgres" }],
    ["a server that was killed", { loop: "200", server: 2, word: "ready   " }],
    ["a killed server whose number another has", { loop: "200", server: 2, word: "ready   ", process: "python" }],
  ])("passes %s", async (_what, found) => {
    expect(await probe(found)).toEqual({ code: 0, said: "" });
  });

  test.each<[string, Found, string]>([
    ["a Patroni whose loop hangs", { loop: "503", server: 0 }, "status 503"],
    ["a Patroni that gives no answer", { loop: "000", server: 0 }, "10.42.0.7:8008 .* status 000"],
    ["a primary that hangs", { loop: "200", server: 2, word: "ready   ", process: "postgres" }, "it hangs"],
    ["a standby that hangs", { loop: "200", server: 2, word: "standby ", process: "postgres" }, "it hangs"],
    [
      "one that accepts and says nothing",
      { loop: "200", server: "hangs", word: "ready   ", process: "postgres" },
      "it hangs",
    ],
  ])("fails %s", async (_what, found, reason) => {
    expect(await probe(found)).toEqual({ code: 1, said: expect.stringMatching(reason) });
  });

  test.each<[string, number, number]>([
    ["passes one whose loop runs", 200, 0],
    ["fails one whose loop hangs", 503, 1],
  ])("asks a Patroni whose certificate has expired, and %s", async (_what, status, code) => {
    program("pg_isready", "exit 0");
    const { certificatePem, privateKeyPem } = expired();
    const server = createServer({ cert: certificatePem, key: privateKeyPem }, (request, response) => {
      response.writeHead(request.url === "/liveness" ? status : 404).end();
    });
    server.listen(8008, ADDRESS);
    await once(server, "listening");
    try {
      const env = { PATH: `${folder}:${process.env.PATH}`, POD_IP: ADDRESS, PGDATA: folder };
      const ended = promisify(execFile)(PROBE, { env });
      await (code === 0 ? ended : expect(ended).rejects.toMatchObject({ code, stderr: expect.stringMatching("503") }));
    } finally {
      await promisify(server.close.bind(server))();
    }
  });
});
