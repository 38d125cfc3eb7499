/** How Pulumi's flat map of texts becomes settings. */
import { describe, expect, it } from "@jest/globals";
import { decodeSettings, requireNoDefaultProvider, secretKeysIn } from "./load";

describe("settings", () => {
  it("lose their prefix, and maps and lists are decoded", () => {
    expect(decodeSettings({ "gx:kubeContext": "mainnet", "gx:adopt": '["Namespace fabric"]' })).toEqual({
      kubeContext: "mainnet",
      adopt: ["Namespace fabric"],
    });
  });

  it("keep a text that should have been a map, for the schema to refuse with its field", () => {
    expect(decodeSettings({ "gx:services": "svc-identity" })).toEqual({ services: "svc-identity" });
  });

  it("keep what looks like a number as the text it is", () => {
    expect(decodeSettings({ "gx:kubeContext": "1234" })).toEqual({ kubeContext: "1234" });
  });

  it("may stand beside Pulumi's own", () => {
    expect(decodeSettings({ "pulumi:disable-default-providers": '["kubernetes"]' })).toEqual({});
  });

  it("of another program or provider are refused", () => {
    expect(() => decodeSettings({ "kubernetes:kubeconfig": "~/.kube/config" })).toThrow(
      'kubernetes:kubeconfig is "~/.kube/config": no setting of this program; known are gx:kubeconfig',
    );
  });
});

describe("secrets", () => {
  it("are known by the keys that the engine names", () => {
    expect(secretKeysIn({ PULUMI_CONFIG_SECRET_KEYS: '["gx:services"]' })).toEqual(["gx:services"]);
    expect(secretKeysIn({})).toEqual([]);
  });

  it("are in no message", () => {
    const decode = () => decodeSettings({ "kubernetes:token": "hunter2" }, undefined, ["kubernetes:token"]);
    expect(decode).toThrow("kubernetes:token is a secret: no setting of this program");
    expect(decode).not.toThrow("hunter2");
  });
});

describe("default providers", () => {
  it.each([[{}], [{ "pulumi:disable-default-providers": '["aws"]' }], [{ "pulumi:disable-default-providers": "yes" }]])(
    "are refused unless Kubernetes' is disabled: %j",
    (config: Record<string, string>) => {
      expect(() => requireNoDefaultProvider(config)).toThrow(
        "must be [kubernetes]: nothing may fall back to an ambient cluster",
      );
    },
  );

  it("may be disabled by name or altogether", () => {
    for (const value of ['["kubernetes"]', '["*"]']) {
      expect(() => requireNoDefaultProvider({ "pulumi:disable-default-providers": value })).not.toThrow();
    }
  });
});
