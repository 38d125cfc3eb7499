/** How a node is told of its cgroups, and how the frame is entered. */
import { expect, it } from "@jest/globals";

import { descendantsOf, parentIn } from "./children";
import { inside } from "./frame";
import { cgroupMounts } from "./node";

it("mounts each hierarchy of cgroups v1 by what tells it from the others", () => {
  expect(
    cgroupMounts([
      { folder: "/sys/fs/cgroup/cpu,cpuacct", version: 1, options: "cpu,cpuacct" },
      { folder: "/sys/fs/cgroup/systemd", version: 1, options: "none,name=systemd" },
    ]),
  ).toBe("cpu,cpuacct:cpu,cpuacct systemd:none,name=systemd");
});

it("mounts the one of v2", () => {
  expect(cgroupMounts([{ folder: "/sys/fs/cgroup", version: 2, options: "" }])).toBe("v2");
});

it("a command enters all of the frame's namespaces, that for processes by the holder's children", () => {
  expect(inside({ pid: 7 }).join(" ")).toBe(
    "nsenter --target=7 --net --mount --uts --ipc --pid=/proc/7/ns/pid_for_children --",
  );
});

it("finds the processes below one, at any depth", () => {
  const parents = new Map([1, 2, 3, 4, 5].map((pid) => [pid, { 2: 1, 3: 2, 4: 2, 5: 9 }[pid]]));
  expect(descendantsOf(1, parents)).toEqual([2, 3, 4]);
  expect(descendantsOf(4, parents)).toEqual([]);
});

it("finds a process's parent", () => {
  expect(parentIn("Name:\tsh\nPid:\t12\nPPid:\t7\nTracerPid:\t0\n")).toBe(7);
  expect(parentIn("")).toBeUndefined();
});
