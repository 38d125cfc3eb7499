/**
 * Proves the exact message for each way of writing a secret out, that no message shows it, and what is taken for none.
 * Does not prove that nothing else is secret: a secret of no known shape under a harmless name passes.
 */
import { describe, expect, it } from "@jest/globals";
import { noPlainSecrets } from "./no-plain-secrets";
import { UNKNOWN, validWorkload, withField, WORKLOAD_KINDS, type Fixture } from "./testing/fixtures";
import { judge } from "./testing/judgement";

const DEPLOYMENT = validWorkload("kubernetes:apps/v1:Deployment");
const CONTAINER = "spec.template.spec.containers[0]";
const SUBJECT = "Deployment backend-mainnet/svc-identity:";
const REMEDY = "keep it in a Secret, and refer to it by secretKeyRef or mount it.";
const SECRET = "hunter2";
/** Put together here, so that no scanner takes this file for a leak. */
const PRIVATE_KEY = ["-----BEGIN", "EC PRIVATE", "KEY-----"].join(" ");
const SIGNED_TOKEN = ["eyJhbGciOiJIUzI1", "eyJzdWIiOiJhcHAi", "c2lnbmF0dXJl"].join(".");

const violations = async (fixture: Fixture) => (await judge(noPlainSecrets, fixture)).violations;
const variable = (name: string, value: unknown) =>
  violations(withField(DEPLOYMENT, `${CONTAINER}.env[1]`, { name, value }));
const words = (list: string, ...args: string[]) => violations(withField(DEPLOYMENT, `${CONTAINER}.${list}`, args));

describe.each(WORKLOAD_KINDS)("no-plain-secrets in $type", ({ type, template }) => {
  const workload = validWorkload(type);

  it("accepts a reference to a Secret", async () => {
    expect(await judge(noPlainSecrets, workload)).toEqual({ violations: [] });
  });

  it.each(["containers", "initContainers", "ephemeralContainers"])("refuses a password of %s", async (list) => {
    const field = `${template}spec.${list}`;
    const containers = [{ env: [{ name: "DB_PASSWORD", value: SECRET }] }];
    expect(await violations(withField(workload, field, containers))).toEqual([
      `${type.split(":")[2]} backend-mainnet/svc-identity: ${field}[0].env[0].value gives DB_PASSWORD in the open; ${REMEDY}`,
    ]);
  });
});

describe("an environment variable", () => {
  it.each([
    "DB_PASSWORD",
    "PGPASSWORD",
    "REDIS_PASS",
    "DB_PWD",
    "JWT_SECRET",
    "SECRET_KEY_BASE",
    "apiToken",
    "aws.secretAccessKey",
    "ENCRYPTION_KEY",
    "APIKEY",
    "ADMIN_CREDENTIALS",
    "ADMIN_PASSWORD2",
  ])("must not hold a secret under the name %s", async (name) => {
    expect(await variable(name, SECRET)).toEqual([
      `${SUBJECT} ${CONTAINER}.env[1].value gives ${name} in the open; ${REMEDY}`,
    ]);
  });

  it.each([
    ["PORT", "3000"],
    ["DB_PASSWORD_FILE", "/run/secrets/password"],
    ["TLS_PRIVATEKEY", "/var/hyperledger/tls/server.key"],
    ["TOKEN_TTL_SECONDS", "3600"],
    ["TOKEN_ISSUER", "gx"],
    ["PASSWORD_MIN_LENGTH", "12"],
    ["DB_PASSWORD", ""],
    ["DB_PASSWORD", "$(GENERATED)"],
    ["DB_PASSWORD", undefined],
    ["JWT_PUBLIC_KEY", "abc"],
    ["PWD", "/"],
    ["MONKEY", "banana"],
    ["DATABASE_URL", "postgresql://app:$(DB_PASSWORD)@postgres:5432/gx"],
    ["DATABASE_URL", "postgresql://postgres:5432/gx"],
    ["PROJECTION_LAG_THRESHOLD_MS", "30000"],
  ])("may be %s=%s", async (name, value) => {
    expect(await variable(name, value)).toEqual([]);
  });

  it.each([
    ["a URL with a password", `postgresql://app:${SECRET}@postgres:5432/gx`],
    ["a URL with a password", `redis://:${SECRET}@redis:6379`],
    ["a private key", PRIVATE_KEY],
    ["a signed token", SIGNED_TOKEN],
    ["an access token", `AKIA${"A".repeat(16)}`],
    ["an access token", `ghp_${"a".repeat(36)}`],
  ])("must not hold %s under whatever name", async (shape, value) => {
    const messages = await variable("SETTING", value);
    expect(messages).toEqual([`${SUBJECT} ${CONTAINER}.env[1].value holds ${shape}; ${REMEDY}`]);
    expect(messages.join()).not.toContain(value);
  });

  it("is reported where it is unknown, and the others are still judged", async () => {
    const unknown = withField(DEPLOYMENT, `${CONTAINER}.env[1]`, { name: "DB_PASSWORD", value: UNKNOWN });
    const both = withField(unknown, `${CONTAINER}.env[2]`, { name: "JWT_SECRET", value: SECRET });
    expect(await judge(noPlainSecrets, both)).toEqual({
      violations: [`${SUBJECT} ${CONTAINER}.env[2].value gives JWT_SECRET in the open; ${REMEDY}`],
      advisory: "string value at .spec.template.spec.containers.0.env.1.value can't be known during preview",
    });
  });
});

describe.each(["command", "args"])("%s", (list) => {
  it.each([
    [["--db-password=hunter2"], 0, "gives db-password in the open"],
    [["redis-server", "--requirepass", SECRET, "--masterPassword", SECRET], 4, "gives --masterPassword in the open"],
    [["--token", SECRET], 1, "gives --token in the open"],
    [["sh", "-c", `PGPASSWORD='${SECRET}' pg_dump`], 2, "gives PGPASSWORD in the open"],
    [[`host=postgres password=${SECRET}`], 0, "gives password in the open"],
    [["curl", `https://app:${SECRET}@postgres/`], 1, "holds a URL with a password"],
  ])("must not hold a secret: %j", async (args, index, found) => {
    const messages = await words(list, ...args);
    expect(messages).toContain(`${SUBJECT} ${CONTAINER}.${list}[${index}] ${found}; ${REMEDY}`);
    expect(messages.join()).not.toContain(SECRET);
  });

  it.each([
    ["--password=$(DB_PASSWORD)"],
    ["--password-file=/run/secrets/password"],
    ["--password-file", "/run/secrets/password"],
    ["--tls-key=/etc/tls/tls.key"],
    ["--token", "--verbose"],
    ['PGPASSWORD="$PASSWORD" pg_dump && TOKEN=$(cat /run/token) curl'],
  ])("may be %s", async (...args) => {
    expect(await words(list, ...args)).toEqual([]);
  });
});

describe("a ConfigMap", () => {
  const map = (part: string, data: { [key: string]: string }) =>
    violations({
      type: "kubernetes:core/v1:ConfigMap",
      props: { metadata: { name: "settings", namespace: "fabric" }, [part]: data },
    });
  const base64 = (text: string) => Buffer.from(text).toString("base64");

  it.each([
    ["data", "DB_PASSWORD", SECRET, "gives DB_PASSWORD in the open"],
    ["data", "app.yaml", `url: postgres://app:${SECRET}@postgres`, "holds a URL with a password"],
    ["data", "tls.key", PRIVATE_KEY, "holds a private key"],
    ["binaryData", "tls.key", base64(PRIVATE_KEY), "holds a private key"],
  ])("must not hold a secret in %s %s", async (part, key, value, found) => {
    expect(await map(part, { [key]: value })).toEqual([
      `ConfigMap fabric/settings: ${part}["${key}"] ${found}; ${REMEDY}`,
    ]);
  });

  it("may hold settings, and files about secrets", async () => {
    const data = { "token.yaml": "ttl: 3600", PORT: "3000", "postgresql.conf": "password_encryption=scram-sha-256" };
    expect(await map("data", data)).toEqual([]);
    expect(await map("binaryData", { image: base64("not a key") })).toEqual([]);
  });
});
