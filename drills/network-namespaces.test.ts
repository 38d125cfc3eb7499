/** Which network namespaces count as left. That a lab leaves none is seen by `npm run drill -- nodes`. */
import { readlinkSync } from "node:fs";

import { expect, it } from "@jest/globals";

import { mountedNetworks, networksHeld } from "./network-namespaces";

it("one that a process is in is held, one that nobody has isn't, and none of another kind", () => {
  const [own, mounts] = ["net", "mnt"].map((kind) => readlinkSync(`/proc/self/ns/${kind}`));
  const ids = new Set([own!, mounts!, "net:[1]"]);
  expect(networksHeld(ids, [process.pid])).toEqual([
    `network ${own}, by process ${process.pid} or a mount that it sees`,
  ]);
  expect(networksHeld(ids, [])).toEqual([]);
});

it("one that is mounted is held by that alone", () => {
  const mountinfo = [
    "36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw",
    "80 30 0:4 net:[4026532208] /run/netns/cni-1 rw shared:5 - nsfs nsfs rw",
    "81 30 0:4 mnt:[4026532209] /run/other rw - nsfs nsfs rw",
  ].join("\n");
  expect(mountedNetworks(mountinfo)).toEqual(["net:[4026532208]"]);
});
