/** The Secrets of a service: its database URLs, and settings that must not be seen. That a database takes the login is not shown here. */
import { describe, expect, it } from "@jest/globals";
import * as pulumi from "@pulumi/pulumi";
import { plainDatabase } from "../../tests/support/plain-database";
import { MOCK_PASSWORD, recordResources } from "../../tests/support/recorded-resources";
import { DatabaseLogin } from "../logins/database-login";
import { databaseUrls } from "./database-urls";
import { checksumOf, podSecret } from "../workload/pod-secret";

const made = (writeHost = "postgres-primary.backend-mainnet.svc") =>
  recordResources(() => {
    const login = new DatabaseLogin("svc-identity-database", { workload: "svc-identity", generation: 1 });
    const urls = databaseUrls(login, plainDatabase({ writeHost }));
    return podSecret("svc-identity-database", { namespace: "backend-mainnet", labels: {} }, urls, {});
  });

describe("a Secret of database URLs", () => {
  it.each([
    ["DATABASE_URL", "postgres-primary"],
    ["DATABASE_READ_URL", "postgres-replica"],
  ])("holds a %s that parses back to what went in", async (variable, host) => {
    const { resources, result } = await made();
    expect(result.variables).toContain(variable);
    const secret = resources.find(({ type }) => type.endsWith(":Secret"));
    const { value } = (secret?.inputs as { data: { value: Record<string, string> } }).data;
    const url = new URL(Buffer.from(value[variable]!, "base64").toString());
    expect([url.username, url.password, url.host, url.pathname]).toEqual([
      "svc_identity_a",
      MOCK_PASSWORD,
      `${host}.backend-mainnet.svc:5432`,
      "/gx_protocol",
    ]);
  });

  it("tells a checksum of all that it holds, which is no secret and reveals nothing", async () => {
    const checksumIn = async (writeHost?: string) => {
      const checksum = checksumOf([(await made(writeHost)).result]);
      expect(await pulumi.isSecret(checksum)).toBe(false);
      return new Promise<string>((resolve) => void checksum.apply(resolve));
    };
    const checksum = await checksumIn();
    expect(checksum).toMatch(/^[0-9a-f]{16}$/);
    // Another host, the same password: pods that keep the old URL must go.
    expect(await checksumIn("elsewhere")).not.toBe(checksum);
  });
});
