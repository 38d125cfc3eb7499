/** The generated login. That the real generator yields URL-safe values is shown by the toolchain tests. */
import { expect, it } from "@jest/globals";
import * as pulumi from "@pulumi/pulumi";
import { MOCK_PASSWORD, recordResources } from "../../tests/support/recorded-resources";
import { DatabaseLogin } from "./database-login";

const args = {
  workload: "svc-identity",
  namespace: "backend-mainnet",
  labels: {},
  database: {
    writeHost: "postgres-primary.backend-mainnet.svc",
    readHost: "postgres-replica.backend-mainnet.svc",
    port: 5432,
  },
};
const login = () => recordResources(() => new DatabaseLogin("svc-identity-database", args));

it("asks for a password without characters that break a URL (G15)", async () => {
  const { resources } = await login();
  const password = resources.find(({ type }) => type.endsWith(":RandomPassword"));
  expect(password?.inputs).toMatchObject({ length: 32, special: false });
});

it.each([
  ["DATABASE_URL", "postgres-primary"],
  ["DATABASE_READ_URL", "postgres-replica"],
])("builds a %s that parses back to what went in", async (key, host) => {
  const { resources } = await login();
  const secret = resources.find(({ type }) => type.endsWith(":Secret"));
  const { value } = (secret?.inputs as { data: { value: Record<string, string> } }).data;
  const url = new URL(Buffer.from(value[key]!, "base64").toString());
  expect([url.username, url.password, url.host, url.pathname]).toEqual([
    "svc_identity",
    MOCK_PASSWORD,
    `${host}.backend-mainnet.svc:5432`,
    "/gx_protocol",
  ]);
});

it("tells a checksum that is no secret and reveals nothing of the password", async () => {
  const { result } = await login();
  expect(await pulumi.isSecret(result.checksum)).toBe(false);
  const checksum = await new Promise<string>((resolve) => void result.checksum.apply(resolve));
  expect(checksum).toMatch(/^[0-9a-f]{16}$/);
});
