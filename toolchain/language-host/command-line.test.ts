/** What the SDK's launchers are started with. Does not prove that they understand it: tests/toolchain does. */
import { tmpdir } from "node:os";
import { ProgramInfo, RunPluginRequest, RunRequest } from "@pulumi/pulumi/proto/language_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { describe, expect, it } from "@jest/globals";
import { programCommandLine, sdkLauncher, SdkMissingError } from "./command-line";
import { pluginCommandLine } from "./run-plugin";
import { responseTo } from "./run-program";

function infoWith(options: Parameters<typeof Struct.fromJavaScript>[0] = {}): ProgramInfo {
  const info = new ProgramInfo();
  info.setProgramDirectory(__dirname);
  info.setRootDirectory("/root-of-project");
  info.setEntryPoint("index.ts");
  info.setOptions(Struct.fromJavaScript(options));
  return info;
}

function runRequest(options: Parameters<typeof Struct.fromJavaScript>[0] = {}): RunRequest {
  const request = new RunRequest();
  request.setInfo(infoWith(options));
  request.setProject("gx");
  request.setStack("mainnet");
  request.setOrganization("organization");
  request.setMonitorAddress("127.0.0.1:1");
  request.setParallel(16);
  request.getConfigMap().set("gx:token", "s3cr3t");
  request.setConfigsecretkeysList(["gx:token"]);
  return request;
}

describe("programCommandLine", () => {
  it("says where to report and what to run", () => {
    const { arguments: words } = programCommandLine(runRequest(), "127.0.0.1:2");
    expect(words).toEqual([
      sdkLauncher("run", __dirname),
      ...["--monitor", "127.0.0.1:1", "--engine", "127.0.0.1:2", "--organization", "organization", "--project", "gx"],
      ...["--root-directory", "/root-of-project", "--stack", "mainnet", "--pwd", __dirname, "--parallel", "16"],
      "index.ts",
    ]);
  });

  it("marks a preview as one", () => {
    const request = runRequest();
    request.setDryrun(true);
    expect(programCommandLine(request, undefined).arguments).toContain("--dry-run");
  });

  it("hands configuration over in the environment, where no other user can read it, and says what of it is secret", () => {
    const { arguments: words, environment } = programCommandLine(runRequest(), undefined);
    expect(words.join(" ")).not.toContain("s3cr3t");
    expect(environment).toEqual({
      PULUMI_CONFIG: `{"gx:token":"s3cr3t"}`,
      PULUMI_CONFIG_SECRET_KEYS: `["gx:token"]`,
      PULUMI_NODEJS_TYPESCRIPT: "true",
    });
  });

  it("puts Node's own arguments first and names another tsconfig", () => {
    const { arguments: words, environment } = programCommandLine(
      runRequest({ nodeargs: "--inspect", tsconfig: "other.json", typescript: false }),
      undefined,
    );
    expect(words[0]).toBe("--inspect");
    expect(environment).toMatchObject({ PULUMI_NODEJS_TYPESCRIPT: "false", PULUMI_NODEJS_TSCONFIG_PATH: "other.json" });
  });

  it("says where the SDK is missing and what to do", () => {
    expect(() => sdkLauncher("run", tmpdir())).toThrow(SdkMissingError);
    expect(() => sdkLauncher("run", tmpdir())).toThrow(`not installed for ${tmpdir()}: run "npm ci" there`);
  });
});

describe("pluginCommandLine", () => {
  const request = (kind: string) => {
    const plugin = new RunPluginRequest();
    plugin.setKind(kind);
    plugin.setInfo(infoWith());
    plugin.setArgsList(["127.0.0.1:2"]);
    plugin.setEnvList(["A=1=2", "B"]);
    return pluginCommandLine(plugin);
  };

  it("starts a policy pack with the engine's address and its folder", () => {
    expect(request("analyzer").arguments).toEqual([
      sdkLauncher("run-policy-pack", __dirname),
      "127.0.0.1:2",
      __dirname,
    ]);
  });

  it("starts a provider with its folder and the engine's address, in the environment asked for", () => {
    const { arguments: words, environment } = request("resource");
    expect(words).toEqual([sdkLauncher("run-plugin", __dirname), __dirname, "127.0.0.1:2"]);
    expect(environment).toMatchObject({ A: "1=2", B: "" });
  });
});

describe("responseTo", () => {
  it.each([
    [{ code: 0, signal: null }, "", false],
    [{ code: 32, signal: null }, "", true],
    [{ code: 1, signal: null }, "Program exited with non-zero exit code: 1", false],
    [{ code: null, signal: "SIGKILL" as const }, "Program was ended by SIGKILL", false],
  ])("answers %j with error %j, already explained: %s", (outcome, error, bail) => {
    const response = responseTo(outcome);
    expect([response.getError(), response.getBail()]).toEqual([error, bail]);
  });
});
