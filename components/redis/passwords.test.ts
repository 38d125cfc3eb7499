/** That members of two generations log in to each other while they are replaced. That a server takes them is shown by real ones. */
import { createHash } from "node:crypto";
import { describe, expect, it } from "@jest/globals";
import { passwordsOf, USERS } from "./passwords";
import { sentinelUsers, serverUsers } from "./users";

const SEED = "s".repeat(64);
const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

describe("the passwords of a generation", () => {
  it("are each user's own, the same each time, and break no URL (G15)", () => {
    const { current } = passwordsOf(SEED, 1);
    expect(new Set(Object.values(current)).size).toBe(USERS.length);
    for (const password of Object.values(current)) expect(password).toMatch(/^[0-9a-f]{64}$/);
    expect(passwordsOf(SEED, 1)).toEqual(passwordsOf(SEED, 1));
    expect(passwordsOf("t".repeat(64), 1).current.default).not.toBe(current.default);
  });

  it.each(USERS)("are taken by members of the generations before and after: %s", (user) => {
    for (const [own, other] of [
      [1, 2],
      [2, 1],
      [7, 8],
      [8, 7],
    ] as const) {
      expect(passwordsOf(SEED, own).accepted[user]).toContain(sha256(passwordsOf(SEED, other).current[user]));
    }
  });

  it("are taken no longer than that", () => {
    const { accepted } = passwordsOf(SEED, 5);
    expect(accepted.default).toHaveLength(3);
    expect(accepted.default).not.toContain(sha256(passwordsOf(SEED, 3).current.default));
  });
});

describe("the files of users", () => {
  const passwords = passwordsOf(SEED, 3);

  it.each([
    ["a server's", serverUsers(passwords), ["default", "member", "keeper", "exporter", "dumper"]],
    ["a Sentinel's", sentinelUsers(passwords), ["default", "member", "keeper"]],
  ])("name each user once, with what passwords are compared with: %s", (_whose, file, users) => {
    const lines = file.trimEnd().split("\n");
    expect(lines.map((line) => line.split(" ")[1])).toEqual(users);
    for (const line of lines) expect(line).toMatch(/^user \w+ on (#[0-9a-f]{64} ){3}[~&+]/);
    for (const password of Object.values(passwords.current)) expect(file).not.toContain(password);
  });

  it("let services end no server and empty none, nor see how it is set up", () => {
    const [line = ""] = serverUsers(passwords).split("\n");
    expect(line).toContain("~* &* +@all -@admin -@dangerous +info +role");
    expect(line.split(" ").filter((rule) => rule.startsWith("+"))).toEqual(["+@all", "+info", "+role"]);
  });

  it("let who dumps ask for all data, and do nothing else", () => {
    const line = serverUsers(passwords)
      .split("\n")
      .find((user) => user.startsWith("user dumper "))!;
    expect(line.split(" ").filter((rule) => /^[^#]/.test(rule))).toEqual([
      ...["user", "dumper", "on", "+info", "+replconf", "+sync"],
    ]);
  });

  it("let no user but the services at keys", () => {
    const others = serverUsers(passwords).split("\n").slice(1).join("\n");
    expect(others).not.toMatch(/~|%|allkeys|@all/);
  });
});
