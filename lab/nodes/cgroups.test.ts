/** How the machine's cgroups are read. That nodes live in them, and that none is left, is seen by `npm run drill -- nodes`. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";

import { hierarchiesIn, makeNodeCgroups, missingControllers, obstacleToMaking, removeCgroups } from "./cgroups";

const mount = (folder: string, type: string, options: string) =>
  `30 24 0:26 / ${folder} rw,relatime shared:9 - ${type} ${type} ${options}`;

describe("hierarchies", () => {
  it("are those of v1 where there are any, each told by its controllers or its name", () => {
    const mountinfo = [
      "24 1 0:20 / /proc rw - proc proc rw",
      mount("/sys/fs/cgroup/cpu,cpuacct", "cgroup", "rw,cpu,cpuacct"),
      mount("/sys/fs/cgroup/memory", "cgroup", "rw,memory"),
      mount("/sys/fs/cgroup/systemd", "cgroup", "rw,xattr,name=systemd"),
      mount("/sys/fs/cgroup/unified", "cgroup2", "rw"),
      mount("/elsewhere/memory", "cgroup", "rw,memory"),
    ].join("\n");
    expect(hierarchiesIn(mountinfo)).toEqual([
      { folder: "/sys/fs/cgroup/cpu,cpuacct", version: 1, options: "cpu,cpuacct" },
      { folder: "/sys/fs/cgroup/memory", version: 1, options: "memory" },
      { folder: "/sys/fs/cgroup/systemd", version: 1, options: "none,name=systemd" },
    ]);
  });

  it("are the one of v2 otherwise", () => {
    expect(hierarchiesIn(mount("/sys/fs/cgroup", "cgroup2", "rw,nsdelegate"))).toEqual([
      { folder: "/sys/fs/cgroup", version: 2, options: "" },
    ]);
  });

  it("are none where nothing is mounted", () => expect(hierarchiesIn("")).toEqual([]));
});

it("says which controllers no hierarchy has", () => {
  const found = hierarchiesIn(mount("/sys/fs/cgroup/cpu", "cgroup", "rw,cpu"));
  expect(missingControllers(found)).toEqual(["memory", "pids"]);
  expect(missingControllers([])).toEqual(["cpu", "memory", "pids"]);
});

describe("a node's cgroups", () => {
  let root: string;
  const write = (path: string, content: string) => writeFileSync(join(root, path), content);

  beforeEach(() => void (root = mkdtempSync(join(tmpdir(), "gx-cgroups-"))));
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it("are made in each hierarchy, with the processors of the machine", () => {
    mkdirSync(join(root, "cpuset"));
    mkdirSync(join(root, "pids"));
    write("cpuset/cpuset.cpus", "0-3");
    write("cpuset/cpuset.mems", "0");
    const found = ["cpuset", "pids"].map((options) => ({ folder: join(root, options), version: 1 as const, options }));
    expect(makeNodeCgroups("lab", "node0", found)).toEqual([
      join(root, "cpuset/lab/node0"),
      join(root, "pids/lab/node0"),
    ]);
    expect(readFileSync(join(root, "cpuset/lab/node0/system/cpuset.cpus"), "utf8")).toBe("0-3");
    expect(readdirSync(join(root, "pids/lab/node0"))).toEqual(["system"]);
  });

  it("can be made where folders can be, and the reason is told where they can't", () => {
    const at = (folder: string) => obstacleToMaking([{ folder, version: 1, options: "pids" }]);
    expect(at(root)).toBeUndefined();
    expect(readdirSync(root)).toEqual([]);
    expect(at(join(root, "absent"))).toMatch(/no such file or directory/);
  });

  it("are removed, those below first, and nobody else's", async () => {
    for (const folder of ["lab/node0/pods/one", "lab/node1", "another"])
      mkdirSync(join(root, folder), { recursive: true });
    await removeCgroups("lab", [{ folder: root, version: 1, options: "pids" }]);
    expect(readdirSync(root)).toEqual(["another"]);
  });

  it("needn't be there to be removed", () => removeCgroups("lab", [{ folder: root, version: 1, options: "pids" }]));
});
