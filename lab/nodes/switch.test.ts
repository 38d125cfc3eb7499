/** What the lab's network is made with. That packets take these ways, and no other, is seen by `npm run drill -- nodes`. */
import { describe, expect, it } from "@jest/globals";

import { SERVERS } from "../../stacks/inventory";
import { API_ENDPOINT } from "./api-endpoint";
import { connectCommands, frameRouteCommands, routeCommands, runAll, switchCommands } from "./switch";

const RANGES = [
  { range: "10.42.1.0/24", via: "10.99.0.11" },
  { range: "10.42.0.0/24", via: "10.99.0.12" },
];
const words = (commands: readonly (readonly string[])[]) => commands.map((command) => command.join(" "));

it("the API server is at the switch, and where the declared policies let pods call it", () => {
  expect(words(switchCommands())).toContain("ip address add 10.99.0.1/24 dev lab0");
  expect(words(switchCommands())).toContain(`ip address add ${API_ENDPOINT.address}/32 dev lab0`);
  expect(SERVERS.map(({ publicIpv4 }) => publicIpv4)).toContain(API_ENDPOINT.address);
});

it("a node has a port of its own at the switch, and its address", () => {
  expect(words(connectCommands(2, 77))).toEqual([
    "ip link add node2 type veth peer name eth0 netns 77",
    "ip link set node2 master lab0 up",
    "nsenter --target=77 --net -- ip link set lo up",
    "nsenter --target=77 --net -- ip address add 10.99.0.13/24 dev eth0",
    "nsenter --target=77 --net -- ip link set eth0 up",
    "nsenter --target=77 --net -- ip route add 10.43.0.0/16 dev eth0",
    `nsenter --target=77 --net -- ip route add ${API_ENDPOINT.address} via 10.99.0.1`,
  ]);
});

it("a node sends to the others' pods through the others, the frame to all", () => {
  expect(words(routeCommands(RANGES, 0, 77))).toEqual([
    "nsenter --target=77 --net -- ip route replace 10.42.0.0/24 via 10.99.0.12",
  ]);
  expect(words(frameRouteCommands(RANGES))).toEqual([
    "ip route replace 10.42.1.0/24 via 10.99.0.11",
    "ip route replace 10.42.0.0/24 via 10.99.0.12",
  ]);
});

it("nobody gets a default route", () => {
  const all = [
    ...switchCommands(),
    ...connectCommands(0, 1),
    ...routeCommands(RANGES, 0, 1),
    ...frameRouteCommands(RANGES),
  ];
  expect(words(all).filter((command) => /default|0\.0\.0\.0/.test(command))).toEqual([]);
});

describe("commands", () => {
  it("end with the first that fails", async () => {
    await expect(runAll([["true"], ["sh", "-c", "echo no such port >&2; exit 3"], ["true"]])).rejects.toThrow(
      /ended with 3.*\nno such port/,
    );
  });
});
