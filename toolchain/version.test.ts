/** Which versions are told apart and which do in place of the pinned ones. Does not prove that any tool prints what is parsed here. */
import { describe, expect, it } from "@jest/globals";
import {
  exactly,
  findVersion,
  formatVersion,
  pinnedVersion,
  sameMajorAtLeast,
  sameMinor,
  withinOneMinor,
} from "./version";
import type { SuitabilityRule } from "./version";

describe("a version in a tool's output", () => {
  it.each([
    ["v3.246.0", "3.246.0"],
    ["Client Version: v1.32.4-dispatcher\nKustomize Version: v5.5.0", "1.32.4-dispatcher"],
    ["etcd Version: 3.6.4\nGo Version: go1.26.8", "3.6.4"],
    ["kwok version v0.8.0 go1.26.8 (linux/amd64)", "0.8.0"],
  ])("is found in %j", (output, version) => {
    const found = findVersion(output);
    expect(found && formatVersion(found)).toBe(version);
  });

  it("is not made up where there is none", () => {
    expect(findVersion("flag provided but not defined: -version")).toBeUndefined();
  });
});

describe("suitability", () => {
  it.each<[string, SuitabilityRule, string, string, boolean]>([
    ["go, newer", sameMajorAtLeast, "1.27.1", "1.26.0", true],
    ["go, same", sameMajorAtLeast, "1.26.0", "1.26.0", true],
    ["go, older", sameMajorAtLeast, "1.25.9", "1.26.0", false],
    ["go, a pre-release of it", sameMajorAtLeast, "1.26.0-rc.1", "1.26.0", false],
    ["go, next major", sameMajorAtLeast, "2.0.0", "1.26.0", false],
    ["kubectl, two minors older", withinOneMinor, "1.32.4-dispatcher", "1.34.1", false],
    ["kubectl, one minor older", withinOneMinor, "1.33.9", "1.34.1", true],
    ["kubectl, one minor newer", withinOneMinor, "1.35.0", "1.34.1", true],
    ["kubectl, two minors newer", withinOneMinor, "1.36.0", "1.34.1", false],
    ["kube-apiserver, another patch", sameMinor, "1.34.7", "1.34.1", true],
    ["kube-apiserver, a pre-release", sameMinor, "1.34.0-rc.1", "1.34.1", false],
    ["kube-apiserver, next minor", sameMinor, "1.35.1", "1.34.1", false],
    ["a provider, same", exactly, "4.21.2", "4.21.2", true],
    ["a provider, another patch", exactly, "4.21.3", "4.21.2", false],
    ["a provider, a build of its own", exactly, "4.21.2-dev", "4.21.2", false],
  ])("%s", (_case, rule, found, pinned, suitable) => {
    expect(rule.accepts(pinnedVersion(found), pinnedVersion(pinned))).toBe(suitable);
  });
});
