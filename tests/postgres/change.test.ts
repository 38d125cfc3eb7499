/**
 * That a declared change reaches the running database without an outage: settings, pods, members, logins and certificates, by
 * the very job that an update waits for. Real processes, as in failover.test.ts.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from "@jest/globals";
import { Client } from "pg";
import { TIMEOUT_MS } from "../support/bare-lab";
import { describeUnless } from "../support/describe-unless";
import { notInOwnNetwork } from "../support/own-network";
import { PORTS } from "../../components/postgres/names";
import { asService, type Login, memberTarget, primaryTarget, TABLE } from "./clients";
import { MEMBERS } from "./database-under-test";
import { ObservedDatabase } from "./observed-database";
import { firstDayShown } from "./shown-certificate";

jest.setTimeout(TIMEOUT_MS);

describeUnless(notInOwnNetwork(), "a database of three members", () => {
  let observed: ObservedDatabase;

  beforeAll(async () => void (observed = await ObservedDatabase.start("change")));
  afterAll(() => observed?.dispose());
  afterEach(() => observed.expectNothingLost());

  /** Runs a statement at the primary as somebody. @throws what the server or the client says */
  async function asked(statement: string, login: Partial<Login> = {}): Promise<readonly unknown[]> {
    const target = primaryTarget(observed.database, { ...(await asService(observed.database)), ...login })();
    const client = new Client({ ...target, connectionTimeoutMillis: 10_000 });
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(statement)).rows;
    } finally {
      await client.end();
    }
  }
  const shown = (parameter: string) =>
    Promise.all(MEMBERS.map((member) => observed.database.sql(member, `SHOW ${parameter}`)));

  /** From when the certificates are valid that each member shows, of its REST API and of its database. */
  async function certificateDays(): Promise<readonly string[]> {
    const days = MEMBERS.map(async (member) => {
      const { host } = memberTarget(observed.database, member, await asService(observed.database))!;
      return [await firstDayShown(host!, PORTS.patroni), await firstDayShown(host!, PORTS.sql)];
    });
    return (await Promise.all(days)).flat();
  }

  describe("who may log in", () => {
    it.each([
      ["svc_admin_a", "svc_admin"],
      ["svc_identity_a", "svc_identity"],
      ["projector_a", "projector"],
    ])("%s, who inherits what %s may do, reads and writes, and makes no table", async (user, role) => {
      expect(await asked("SELECT current_user AS me", { user })).toEqual([{ me: user }]);
      expect(await asked(`SELECT pg_has_role(current_user, '${role}', 'USAGE') AS inherits`, { user })).toEqual([
        { inherits: true },
      ]);
      await asked(`BEGIN; INSERT INTO ${TABLE} VALUES (-1); DELETE FROM ${TABLE} WHERE row = -1; ROLLBACK`, { user });
      await expect(asked("CREATE TABLE mine (row int)", { user })).rejects.toThrow(
        "permission denied for schema public",
      );
    });

    it.each([
      ["a wrong password", { password: "wrong" }, "password authentication failed"],
      ["another database", { database: "postgres" }, "no pg_hba.conf entry"],
      ["no TLS", { ssl: false as const }, "no pg_hba.conf entry"],
      ["a role without a login", { user: "svc_identity" }, "password authentication failed"],
      ["the superuser", { user: "postgres" }, "pg_hba.conf rejects"],
      ["the administrator without a certificate", { user: "gx_admin" }, "certificate"],
      ["the exporter", { user: "exporter" }, "pg_hba.conf rejects"],
    ])("not with %s", async (_what, login, refusal) => {
      await expect(asked("SELECT 1", login)).rejects.toThrow(refusal);
    });
  });

  it("takes a parameter without a restart", async () => {
    const objects = await observed.database.declared({ postgres: { parameters: { checkpoint_timeout: "10min" } } });
    await observed.through("a parameter", async (leader) => {
      const started = await observed.database.sql(leader, "SELECT pg_postmaster_start_time()");
      await observed.database.become(objects);
      expect(await shown("checkpoint_timeout")).toEqual(["10min", "10min", "10min"]);
      expect(await observed.database.sql(leader, "SELECT pg_postmaster_start_time()")).toBe(started);
    });
  });

  it("changes nothing where nothing changed: the job that is there has done it all", async () => {
    const before = await observed.database.jobNames();
    await observed.database.update();
    expect(await observed.database.jobNames()).toEqual(before);
  });

  it("replaces its members when their pods change: replicas first, one switchover, the old primary last", async () => {
    const resources = {
      ...{ cpuRequestMillicores: 600, cpuLimitMillicores: 2000 },
      ...{ memoryRequestMebibytes: 2560, memoryLimitMebibytes: 2816 },
    };
    const objects = await observed.database.declared({ postgres: { resources } });
    await observed.through("new pods", async (leader) => {
      const timeline = async (member: string) =>
        Number(await observed.database.sql(member, "SELECT timeline_id FROM pg_control_checkpoint()"));
      const before = await timeline(leader);
      await observed.database.become(objects);
      const [connections] = await shown("max_connections");
      expect(await shown("max_connections")).toEqual([connections, connections, connections]);
      expect(await shown("shared_buffers")).toEqual(["704MB", "704MB", "704MB"]);
      const now = observed.database.leader!;
      expect(now).not.toBe(leader);
      await observed.database.sql(now, "CHECKPOINT");
      expect(await timeline(now)).toBe(before + 1);
    });
  });

  it("renews its certificates in the same way, for its clients and for other members", async () => {
    const objects = await observed.database.declared({ postgres: { certificatesFrom: "2026-10" } });
    await observed.through("new certificates", async () => {
      expect(new Set(await certificateDays())).toEqual(new Set(["Nov  1 00:00:00 2026 GMT"]));
      await observed.database.become(objects);
      // Back by a month: a certificate of next month would not be valid yet, and what is shown must be another.
      expect(new Set(await certificateDays())).toEqual(new Set(["Oct  1 00:00:00 2026 GMT"]));
    });
  });

  it("changes a login over while the one before still works, and ends that one afterwards", async () => {
    await observed.database.update({ logins: { "svc-admin": { generation: 2 } } });
    for (const user of ["svc_admin_a", "svc_admin_b"]) {
      expect(await asked("SELECT current_user AS me", { user })).toEqual([{ me: user }]);
    }
    await observed.database.retireLogins();
    expect(await asked("SELECT current_user AS me", { user: "svc_admin_b" })).toEqual([{ me: "svc_admin_b" }]);
    await expect(asked("SELECT 1", { user: "svc_admin_a" })).rejects.toThrow(
      /password authentication failed|not permitted/,
    );
  });
});
