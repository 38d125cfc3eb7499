/** The section that the drill of backups writes. */
import { expect, it } from "@jest/globals";

import { backupReport } from "./report";

const comeback = { secondsToPrimary: 100.4, secondsWithoutWrites: 120, secondsToDeclared: 300 };
const loss = { archived: 500, later: 70, lost: 70 };
const proof = { recoverySeconds: 44, recoveryTimeMinutes: 15 };

it("has a row for each source, with each of its backups, and what became of rows", () => {
  const physical = [
    { cronJob: "postgres-backup-full", seconds: 23.4 },
    { cronJob: "postgres-backup-differential", seconds: 12 },
  ];
  const sources = [
    { source: "postgres-backup", backups: physical, bytes: undefined, ...proof },
    { source: "redis-dump", backups: [{ cronJob: "redis-dump", seconds: 5 }], bytes: 2048, ...proof },
  ];
  const cells = backupReport(sources, { ...comeback, ...loss })
    .split("\n")
    .map((line) => line.split("|").map((cell) => cell.trim()).slice(1, -1)); // prettier-ignore
  expect(cells).toContainEqual(["postgres-backup", "–", "full 23, differential 12", "44 of 900"]);
  expect(cells).toContainEqual(["redis-dump", "2.0 KiB", "5", "44 of 900"]);
  expect(cells).toContainEqual(["archived rows lost", "0 of 500"]);
  expect(cells).toContainEqual(["rows lost that were acknowledged after these", "70 of 70"]);
});
