/** The generated login. That the real generator yields URL-safe values is shown by the toolchain tests. */
import { describe, expect, it } from "@jest/globals";
import * as pulumi from "@pulumi/pulumi";
import { recordResources } from "../../tests/support/recorded-resources";
import { DatabaseLogin } from "./database-login";

const login = (generation = 1) =>
  recordResources(() => new DatabaseLogin("svc-identity-database", { workload: "svc-identity", generation }));

describe("a login", () => {
  it("has a protected password without characters that break a URL (G15)", async () => {
    const { resources } = await login();
    const password = resources.find(({ type }) => type.endsWith(":RandomPassword"));
    expect(password).toMatchObject({ protect: true, inputs: { length: 32, special: false } });
  });

  it("is the workload's own role, and its password a secret", async () => {
    const { result } = await login();
    expect(result.role).toBe("svc_identity");
    expect(await pulumi.isSecret(result.password)).toBe(true);
  });

  it("gets a new password with a new generation, and with nothing else", async () => {
    const keepers = async (generation: number) =>
      (await login(generation)).resources.find(({ type }) => type.endsWith(":RandomPassword"))?.inputs.keepers;
    expect(await keepers(1)).toEqual({ generation: "1" });
    expect(await keepers(2)).toEqual({ generation: "2" });
  });
});
