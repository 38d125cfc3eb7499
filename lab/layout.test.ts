/** Names and paths only. */
import { describe, expect, it } from "@jest/globals";

import { labLayout } from "./layout";

it("a lab's data lies in its own folder, its lock beside it", () => {
  const { folder, lockFile, kubeconfigPath } = labLayout("/labs", "gx");
  expect(folder).toBe("/labs/gx");
  expect(kubeconfigPath).toBe("/labs/gx/kubeconfig");
  expect(lockFile).toBe("/labs/gx.lock");
});

describe("a lab's name", () => {
  it.each(["a", "gx", "lab-2", "a".repeat(32)])("may be %j", (name) => {
    expect(labLayout("/labs", name).name).toBe(name);
  });
  it.each(["", "..", "../gx", "a/b", "gx.lock", "GX", "-a", "a-", "a".repeat(33)])("may not be %j", (name) => {
    expect(() => labLayout("/labs", name)).toThrow(`lab name "${name}" is not usable`);
  });
});
