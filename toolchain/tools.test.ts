/** The versions of one tool are written in several places; they must agree. Does not prove that a release of that version exists. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { parse } from "yaml";
import { TOOL_VERSIONS } from "../stacks/versions";
import { CONTROL_PLANE_TOOLS, NODE_TOOLS, PULUMI_TOOLS, TEST_TOOLS } from "./tool-spec";
import { MINIMUM_GO, TOOLS } from "./tools";
import { pinnedVersion } from "./version";

const root = join(__dirname, "..");
const packageJson = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
};

describe("the npm packages of the program", () => {
  it.each([
    ["@pulumi/pulumi", "pulumi"],
    ["@pulumi/kubernetes", "pulumi-resource-kubernetes"],
    ["@pulumi/random", "pulumi-resource-random"],
    ["@pulumi/command", "pulumi-resource-command"],
  ] as const)("pin %s to the version of %s", (name, tool) => {
    expect(packageJson.dependencies[name]).toBe(TOOL_VERSIONS[tool]);
  });
});

describe("the engine", () => {
  const projectFile = parse(readFileSync(join(root, "Pulumi.yaml"), "utf8")) as { requiredPulumiVersion?: string };

  it("is the tested one, by the project file where somebody runs a pulumi of his own", () => {
    expect(projectFile.requiredPulumiVersion).toBe(TOOL_VERSIONS.pulumi);
  });

  it.each(["pulumi", "pulumi-language-nodejs"] as const)("%s is taken from PATH in no newer version", (name) => {
    const { suitable, version } = TOOLS.get(name)!;
    const pinned = pinnedVersion(version);
    expect(suitable.accepts(pinned, pinned)).toBe(true);
    expect(suitable.accepts({ ...pinned, patch: pinned.patch + 1 }, pinned)).toBe(false);
    expect(suitable.accepts({ ...pinned, minor: pinned.minor + 1 }, pinned)).toBe(false);
  });
});

describe("the Go modules", () => {
  it.each([
    ["pulumi", "github.com/pulumi/pulumi/pkg/v3", "pulumi"],
    ["pulumi", "github.com/pulumi/pulumi/sdk/v3", "pulumi"],
    ["kubernetes-provider", "github.com/pulumi/pulumi-kubernetes/sdk/v4", "pulumi-resource-kubernetes"],
    ["control-plane", "k8s.io/kubernetes", "kubernetes"],
    ["node", "k8s.io/kubernetes", "kubernetes"],
    ["control-plane", "go.etcd.io/etcd/server/v3", "etcd"],
    ["etcd-clients", "go.etcd.io/etcd/etcdctl/v3", "etcd"],
    ["etcd-clients", "go.etcd.io/etcd/etcdutl/v3", "etcd"],
    ["kwok", "sigs.k8s.io/kwok", "kwok"],
    ["kube-router", "github.com/cloudnativelabs/kube-router/v2", "kube-router"],
    ["coredns", "github.com/coredns/coredns", "coredns"],
    ["local-path-provisioner", "github.com/rancher/local-path-provisioner", "local-path-provisioner"],
    ["actionlint", "github.com/rhysd/actionlint", "actionlint"],
    ["versitygw", "github.com/versity/versitygw", "versitygw"],
  ] as const)("%s requires %s at the version of %s", (module, dependency, tool) => {
    const required = new RegExp(`^\\s*(?:require )?${dependency} v(\\S+)`, "m").exec(goMod(module))?.[1];
    expect(required).toBe(TOOL_VERSIONS[tool]);
  });

  it("build with the Go that users are told to install, and with none before it", () => {
    const asked = readdirSync(join(__dirname, "go")).map((module) => /^go (\S+)$/m.exec(goMod(module))?.[1] ?? "none");
    const [newest] = asked.sort((a, b) => b.localeCompare(a, "en", { numeric: true }));
    expect(newest?.replace(/\.0$/, "")).toBe(MINIMUM_GO);
    expect(readFileSync(join(root, "README.md"), "utf8")).toContain(`[Go](https://go.dev) ${MINIMUM_GO} or newer`);
  });

  function goMod(module: string): string {
    return readFileSync(join(__dirname, "go", module, "go.mod"), "utf8");
  }
});

describe("the declared tools", () => {
  it("are all the names there are", () => {
    expect([...TOOLS.keys()].sort()).toEqual(
      [...PULUMI_TOOLS, ...CONTROL_PLANE_TOOLS, ...NODE_TOOLS, ...TEST_TOOLS].sort(),
    );
  });

  it("each have an official download, their own or that of the tool they are shipped with", () => {
    const without = [...TOOLS.values()].filter((tool) => !tool.download && !tool.shippedWith);
    // Published by nobody: see there.
    expect(without.map((tool) => tool.name)).toEqual(["kube-router"]);
  });

  it("can each be had without any download", () => {
    const without = [...TOOLS.values()].filter((tool) => !tool.goBuild && !tool.standIn);
    expect(without.map((tool) => tool.name)).toEqual([]);
  });
});
