/** The generated login. That the real generator yields URL-safe values is shown by the toolchain tests. */
import { describe, expect, it } from "@jest/globals";
import * as pulumi from "@pulumi/pulumi";
import { recordResources } from "../../tests/support/recorded-resources";
import { DatabaseLogin } from "./database-login";

const login = (generation = 1) =>
  recordResources(() => new DatabaseLogin("svc-identity-database", { workload: "svc-identity", generation }));

const passwordsOf = async (generation: number) =>
  (await login(generation)).resources
    .filter(({ type }) => type.endsWith(":RandomPassword"))
    .map(({ name, protect }) => ({ name, protect }));

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

  it("takes the other login role with each generation", async () => {
    const roles: string[] = [];
    for (const generation of [1, 2, 3]) roles.push((await login(generation)).result.loginRole);
    expect(roles).toEqual(["svc_identity_a", "svc_identity_b", "svc_identity_a"]);
  });

  it("keeps the password before, unprotected, so that the next generation may remove it", async () => {
    expect(await passwordsOf(1)).toEqual([{ name: "svc-identity-database-password-1", protect: true }]);
    expect(await passwordsOf(3)).toEqual([
      { name: "svc-identity-database-password-2", protect: false },
      { name: "svc-identity-database-password-3", protect: true },
    ]);
  });
});
