/** When a Sentinel counts as well, by what it answers. That real ones answer so is seen by the tier redis. */
import { expect, it } from "@jest/globals";
import { sentinelObstacle } from "../redis/members";

const MEMBERS = ["redis-0", "redis-1", "redis-2"];
const access = { members: MEMBERS, memberAt: (address: string) => MEMBERS.find((_, index) => address === `a${index}`) };
const replica = (name: string) => ["name", name, "flags", "slave", "slave-priority", "100"];
const GROUP = ["ip", "a0", "flags", "master", "num-other-sentinels", "2"];

/** A Sentinel that agrees with everybody. */
const sentinel = (tilt: string, group = GROUP) => ({
  call: (...words: readonly string[]) => {
    if (words[0] === "INFO") return Promise.resolve(`# Sentinel\r\nsentinel_masters:1\r\nsentinel_tilt:${tilt}\r\n`);
    return Promise.resolve(words[1] === "MASTER" ? group : [replica("a1"), replica("a2")]);
  },
});

it("one that agrees is well", async () => {
  expect(await sentinelObstacle(access, "redis-0")(sentinel("0"))).toBeUndefined();
});

it("one that names another isn't", async () => {
  expect(await sentinelObstacle(access, "redis-1")(sentinel("0"))).toBe("names redis-0, master");
});

it("one in TILT isn't, though it agrees: it takes nobody for down", async () => {
  expect(await sentinelObstacle(access, "redis-0")(sentinel("1"))).toMatch(/^is in TILT/);
});
