/**
 * Proves the exact message for each way in which Patroni's configuration loses data in silence.
 * Does not prove that a command that may fail archives anything.
 */
import { describe, expect, it } from "@jest/globals";
import { postgresDurability } from "./postgres-durability";
import { UNKNOWN, withField, type Fixture, type Json } from "./testing/fixtures";
import { judge } from "./testing/judgement";
import { patroniFile, patroniWith } from "./testing/postgres";

const SUBJECT = "ConfigMap backend-mainnet/postgres-configuration:";
const PARAMETERS = "bootstrap.dcs.postgresql.parameters";
const FILE = 'data["patroni.yml"]';

/** Of testnet, where nothing need be archived, unless said otherwise. */
const violations = async (fixture: Fixture, stack = "testnet") =>
  (await judge(postgresDurability, fixture, stack)).violations;
const withParameters = (parameters: Json, stack?: string) =>
  violations(patroniWith({ [PARAMETERS]: { max_slot_wal_keep_size: "1024MB", ...(parameters as object) } }), stack);

describe("archiving", () => {
  const refused = (command: string, mode = "on") => [
    `${SUBJECT} ${FILE}.${PARAMETERS}.archive_command ${command} while archive_mode is "${mode}"; ` +
      "name a command that fails unless the log is kept, or set archive_mode to off.",
  ];

  it.each([
    "",
    " ",
    "true",
    "/bin/true",
    "/usr/bin/true",
    ":",
    "exit 0",
    "true;",
    "'/bin/true'",
    "cp %p /a/%f || true",
    "cp %p /a/%f; exit 0",
    "cp %p /a/%f & true",
  ])("is refused by %j, which keeps nothing or reports success anyway", async (command) => {
    const parameters = { archive_mode: "on", archive_command: command };
    expect(await withParameters(parameters)).toEqual(refused(`is ${JSON.stringify(command)}`));
  });

  it.each(["on", "always", "On"])("is refused without a command, where it is %s", async (mode) => {
    expect(await withParameters({ archive_mode: mode })).toEqual(refused("is not set", mode));
  });

  it("is refused as YAML writes it, where on and true are no text", async () => {
    const yaml = `scope: a
bootstrap:
  initdb: [data-checksums]
  dcs:
    postgresql:
      parameters: {archive_mode: on, archive_command: true, max_slot_wal_keep_size: 1GB}
`;
    expect(await violations(patroniFile(yaml))).toEqual(refused('is "true"', "true"));
  });

  it.each<[string, Json]>([
    ["off", { archive_mode: "off", archive_command: "/bin/true" }],
    ["off by default", {}],
    [
      "by a command that fails with its last part",
      { archive_mode: "on", archive_command: "test ! -f /a/%f && cp %p /a/%f;" },
    ],
    ["by commands that must all succeed", { archive_mode: "on", archive_command: "cp %p /a/%f && true" }],
    ["by a program", { archive_mode: "on", archive_command: "pgbackrest --stanza=gx archive-push %p" }],
    ["by a library", { archive_mode: "on", archive_library: "basic_archive" }],
  ])("is accepted %s", async (_how, parameters) => {
    expect(await withParameters(parameters)).toEqual([]);
  });
});

describe("mainnet", () => {
  it.each<[string, Json]>([
    ['is "off"', { archive_mode: "off" }],
    ["is not set", {}],
  ])("must archive: archive_mode %s", async (found, parameters) => {
    expect(await withParameters(parameters, "mainnet")).toEqual([
      `${SUBJECT} ${FILE}.${PARAMETERS}.archive_mode ${found}; ` +
        "have backups, or a mistake that every member repeats can't be undone: docs/backups.md.",
    ]);
  });

  it("archives by a program", async () => {
    expect(await violations(patroniWith(), "mainnet")).toEqual([]);
  });
});

describe("writing through", () => {
  it.each(["fsync", "full_page_writes"])("is refused with %s off", async (name) => {
    for (const [value, shown] of [
      ["off", "off"],
      [false, "false"],
      [0, "0"],
    ] as const) {
      expect(await withParameters({ [name]: value })).toEqual([
        `${SUBJECT} ${FILE}.${PARAMETERS}.${name} is "${shown}"; leave it out: a power failure would ruin the database.`,
      ]);
    }
    expect(await withParameters({ [name]: "on" })).toEqual([]);
  });

  it("is refused in a member's own part, which goes before the common one, whatever the case of the name", async () => {
    expect(await violations(patroniWith({ "postgresql.parameters": { FSYNC: "off" } }))).toEqual([
      `${SUBJECT} ${FILE}.postgresql.parameters.fsync is "off"; leave it out: a power failure would ruin the database.`,
    ]);
  });
});

describe("what slots hold back", () => {
  it.each<[string, Json]>([
    ["is not set", {}],
    ['is "-1"', { max_slot_wal_keep_size: -1 }],
    ['is "-1"', { max_slot_wal_keep_size: "-1" }],
  ])("must have an end: %s", async (found, parameters) => {
    expect(await violations(patroniWith({ [PARAMETERS]: parameters }))).toEqual([
      `${SUBJECT} ${FILE}.${PARAMETERS}.max_slot_wal_keep_size ${found}; ` +
        "set a part of the volume, or a lost replica fills all of it.",
    ]);
  });
});

describe("checksums", () => {
  it.each<Json>(["data-checksums", { "data-checksums": true }])("are accepted as %j", async (option) => {
    expect(await violations(patroniWith({ "bootstrap.initdb": [option] }))).toEqual([]);
  });

  it("are missed", async () => {
    expect(await violations(patroniWith({ "bootstrap.initdb": [{ encoding: "UTF8" }] }))).toEqual([
      `${SUBJECT} ${FILE}.bootstrap.initdb does not name data-checksums; add it: broken pages are found by nothing else.`,
    ]);
  });
});

it("reports a file that is unknown", async () => {
  const { violations: found, advisory } = await judge(postgresDurability, withField(patroniWith(), FILE, UNKNOWN));
  expect(found).toEqual([]);
  expect(advisory).toContain("patroni.yml can't be known during preview");
});

it("leaves other ConfigMaps alone", async () => {
  expect(await violations(patroniFile("fsync: off\n"))).toEqual([]);
});
