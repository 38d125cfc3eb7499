/**
 * Proves the exact message for each line of pg_hba.conf that admits too much, and for what no line provides.
 * Does not prove that PostgreSQL reads the lines as this does: the tests of the running database log in.
 */
import { describe, expect, it } from "@jest/globals";
import { postgresAccess } from "./postgres-access";
import { UNKNOWN, withField, type Fixture } from "./testing/fixtures";
import { judge } from "./testing/judgement";
import { patroniWith } from "./testing/postgres";

const FIELD = "bootstrap.dcs.postgresql.pg_hba";
const SUBJECT = `ConfigMap backend-mainnet/postgres-configuration: data["patroni.yml"].${FIELD}`;
const SOCKET = ["local all postgres peer", "local replication replicator peer"];
const APP = "hostssl app app 10.42.0.0/16 scram-sha-256";

const judged = (...lines: string[]) => judge(postgresAccess, patroniWith({ [FIELD]: lines }));
const violations = async (fixture: Fixture) => (await judge(postgresAccess, fixture)).violations;

describe("postgres-access", () => {
  it("accepts the pod range over TLS", async () => {
    expect(await violations(patroniWith())).toEqual([]);
    expect(await judged(...SOCKET, APP)).toEqual({ violations: [] });
  });

  it.each([
    ["host app app 10.42.0.0/16 scram-sha-256", "write hostssl, which asks for TLS"],
    ["hostnossl app app 10.42.0.0/16 cert", "write hostssl, which asks for TLS"],
    ["hostssl app app 10.42.0.0/16 md5", "take scram-sha-256 or cert in place of md5"],
    ["hostssl app app 10.42.0.0/16 trust", "take scram-sha-256 or cert in place of trust"],
    ["hostssl app app 10.42.0.0/16 password", "take scram-sha-256 or cert in place of password"],
    ["host app app 127.0.0.1/32 trust", "take scram-sha-256 or cert in place of trust"],
    ["hostssl app app 0.0.0.0/0 scram-sha-256", "admit addresses of 10.42.0.0/16 alone, in this notation"],
    ["hostssl app app ::/0 scram-sha-256", "admit addresses of 10.42.0.0/16 alone, in this notation"],
    ["hostssl app app 10.0.0.0/8 cert", "admit addresses of 10.42.0.0/16 alone, in this notation"],
    ["hostssl app app all scram-sha-256", "admit addresses of 10.42.0.0/16 alone, in this notation"],
    ["hostssl app app samenet scram-sha-256", "admit addresses of 10.42.0.0/16 alone, in this notation"],
    ["hostssl app app 10.42.0.0 255.255.0.0 cert", "admit addresses of 10.42.0.0/16 alone, in this notation"],
    ["hostssl app app db.example.com cert", "admit addresses of 10.42.0.0/16 alone, in this notation"],
    ["hostssl app", "write a type, databases, users, an address unless the type is local, and a method"],
    [
      "host app app # 10.42.0.0/16 reject",
      "write a type, databases, users, an address unless the type is local, and a method",
    ],
    ["include other.conf", "write a type, databases, users, an address unless the type is local, and a method"],
  ])("refuses %j", async (line, remedy) => {
    expect(await judged(...SOCKET, APP, line)).toEqual({
      violations: [`${SUBJECT}[3] is ${JSON.stringify(line)}; ${remedy}.`],
    });
  });

  it.each([
    "host all all 0.0.0.0/0 reject",
    "hostssl app app 10.42.7.0/24 cert",
    "hostssl app,  reports app 10.42.0.0/16 scram-sha-256 # both",
    "host replication replicator 127.0.0.1/32 scram-sha-256",
    "host replication replicator ::1/128 scram-sha-256",
    "# nothing",
    "",
  ])("accepts %j", async (line) => {
    expect(await judged(...SOCKET, APP, line)).toEqual({ violations: [] });
  });

  it("judges a member's own lines, which go before the common ones", async () => {
    const own = patroniWith({ "postgresql.pg_hba": [...SOCKET, "hostssl app app all cert", APP] });
    expect(await violations(own)).toEqual([
      'ConfigMap backend-mainnet/postgres-configuration: data["patroni.yml"].postgresql.pg_hba[2] is ' +
        '"hostssl app app all cert"; admit addresses of 10.42.0.0/16 alone, in this notation.',
    ]);
  });

  it("reports a file that is unknown", async () => {
    const unknown = withField(patroniWith(), 'data["patroni.yml"]', UNKNOWN);
    const { violations: found, advisory } = await judge(postgresAccess, unknown);
    expect(found).toEqual([]);
    expect(advisory).toContain("patroni.yml can't be known during preview");
  });
});

describe("the superuser", () => {
  const BY_PASSWORD = "hostssl all all 10.42.0.0/16 scram-sha-256";
  const refused = (line: string, index = 2, user = "postgres") => [
    `${SUBJECT}[${index}] is ${JSON.stringify(line)}; reject the superuser ${user} in a line before it, or have him show a certificate.`,
  ];

  it.each([
    BY_PASSWORD,
    "hostssl app postgres 10.42.0.0/16 scram-sha-256",
    'hostssl app "postgres" 10.42.0.0/16 scram-sha-256',
    "hostssl app app,postgres 10.42.1.0/24 scram-sha-256",
  ])("isn't admitted by password: %s", async (line) => {
    expect((await judged(...SOCKET, line, APP)).violations).toEqual(refused(line));
  });

  it.each([
    "host all postgres all reject",
    "host all postgres,replicator 0.0.0.0/0 reject",
    "hostssl all postgres 10.42.0.0/16 reject",
    "hostssl all postgres 10.42.0.0/16 cert",
  ])("is settled by %j before", async (line) => {
    expect(await judged(...SOCKET, line, BY_PASSWORD)).toEqual({ violations: [] });
  });

  it.each([
    "hostnossl all postgres all reject",
    "host app postgres all reject",
    "host all replicator all reject",
    "host all postgres 10.42.1.0/24 reject",
    "local all postgres reject",
  ])("isn't settled by %j before", async (line) => {
    expect((await judged(...SOCKET, line, BY_PASSWORD)).violations).toEqual(refused(BY_PASSWORD, 3));
  });

  it("isn't settled by a line after, nor for replication by one for all databases", async () => {
    const replication = "hostssl replication all 10.42.0.0/16 scram-sha-256";
    expect((await judged(...SOCKET, BY_PASSWORD, "host all postgres all reject")).violations).toEqual(
      refused(BY_PASSWORD),
    );
    expect((await judged(...SOCKET, "host all postgres all reject", APP, replication)).violations).toEqual(
      refused(replication, 4),
    );
  });

  it("is who Patroni's configuration says", async () => {
    const lines = [...SOCKET, "host all postgres all reject", BY_PASSWORD];
    const fixture = patroniWith({ [FIELD]: lines, "postgresql.authentication.superuser.username": "root" });
    expect(await violations(fixture)).toEqual(refused(BY_PASSWORD, 3, "root"));
  });
});

describe("what some line must provide", () => {
  const noPods = [`${SUBJECT} admits no pod of 10.42.0.0/16; add hostssl lines for 10.42.0.0/16.`];

  it.each([
    ["no line at all", []],
    ["a part of the range only", [...SOCKET, "hostssl app app 10.42.1.0/24 scram-sha-256"]],
    ["replication only", [...SOCKET, "hostssl replication replicator 10.42.0.0/16 cert"]],
    ["a line behind one that rejects everybody", [...SOCKET, "host all all all reject", APP]],
  ])("is access from the pods: %s", async (_what, lines) => {
    expect((await judged(...lines)).violations).toEqual(noPods);
  });

  it("is access from the pods: nothing written", async () => {
    expect(await violations(patroniWith({ [FIELD]: undefined }))).toEqual(noPods);
  });

  it.each([
    [["local all all peer"]],
    [["hostssl replication replicator 10.42.0.0/16 cert"]],
    [["local replication replicator reject"]],
  ])("is replication from a member's own server: %j", async (lines) => {
    expect((await judged(APP, ...lines)).violations).toEqual([
      `${SUBJECT} lets no member replicate from its own server; add a line \`local replication\` for the user of replication.`,
    ]);
  });
});
