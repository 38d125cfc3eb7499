/**
 * Starts the pack as the Pulumi engine does and asks it over its own protocol: what it lists, and what it makes of secrets
 * and unknown values as the engine sends them. Does not prove that the engine stops a change: the control-plane tier does.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { afterAll, beforeAll, describe, expect, it, jest } from "@jest/globals";
import { credentials, type ServiceError } from "@grpc/grpc-js";
import { AnalyzerClient } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import {
  AnalyzeRequest,
  AnalyzerInfo,
  AnalyzerResource,
  AnalyzerResourceOptions,
  AnalyzeResponse,
  AnalyzeStackRequest,
  EnforcementLevel,
} from "@pulumi/pulumi/proto/analyzer_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct, type JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import { declared, UNKNOWN, VALID_ACCOUNT, validWorkload, withField, type Fixture } from "./testing/fixtures";
import { VALID_POSTGRES } from "./testing/postgres";

/** By this signature the engine marks a secret in what it sends. */
const SECRET = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };
const POLICIES = [
  "image-pins",
  "node-role",
  "availability",
  "quorum-budgets",
  "restricted-pod-security",
  "default-deny",
  "probes",
  "container-resources",
  "rollout-hygiene",
  "scheduled-jobs",
  "backup-coverage",
  "backup-windows",
  "data-claims",
  "data-protection",
  "postgres-replication",
  "postgres-durability",
  "postgres-access",
  "redis-replication",
  "redis-access",
  "object-store",
  "priority-class",
  "selectors-resolve",
  "named-target-ports",
  "service-accounts",
  "service-exposure",
  "least-privilege",
  "no-plain-secrets",
  "no-default-namespace",
  "node-labels",
  "odd-voters",
  "exceptions",
];

// The pack is compiled as it starts, and answers its first question slowly.
jest.setTimeout(300_000);

let pack: ChildProcess;
let client: AnalyzerClient;

beforeAll(async () => {
  const launcher = require.resolve("@pulumi/pulumi/cmd/run-policy-pack");
  pack = spawn(process.execPath, [launcher, "127.0.0.1:1", __dirname], {
    cwd: __dirname,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [port] = (await once(pack.stdout ?? pack, "data")) as [Buffer];
  client = new AnalyzerClient(`127.0.0.1:${port.toString().trim()}`, credentials.createInsecure());
});

afterAll(async () => {
  client?.close();
  const ended = once(pack, "exit");
  pack.kill();
  await ended;
});

describe("the pack", () => {
  it("lists every policy, those that advise as advisory", async () => {
    const info = await call<AnalyzerInfo>((done) => client.getAnalyzerInfo(new Empty(), done));
    expect(info.getName()).toBe("gx-policies");
    expect(info.getPoliciesList().map((policy) => [policy.getName(), policy.getEnforcementlevel()])).toEqual(
      POLICIES.map((name) => [name, name === "odd-voters" ? EnforcementLevel.ADVISORY : EnforcementLevel.MANDATORY]),
    );
  });

  it("accepts a valid workload", async () => {
    expect(await analyze(validWorkload("kubernetes:apps/v1:Deployment"))).toEqual([]);
  });

  it("judges what is inside secrets, and shows no secret", async () => {
    const container = "spec.template.spec.containers[0]";
    const { type, props } = withField(
      withField(validWorkload("kubernetes:apps/v1:Deployment"), `${container}.securityContext.privileged`, true),
      `${container}.env[0]`,
      { name: "DATABASE_URL", value: "postgres://app:hunter2@postgres-primary/identity" },
    );
    const secret = { type, props: { ...props, spec: { ...SECRET, value: props.spec ?? null } } };
    const diagnostics = await analyze(secret);
    expect(diagnostics).toEqual([
      {
        policy: "restricted-pod-security",
        level: EnforcementLevel.MANDATORY,
        message:
          "Pods meet the restricted Pod Security Standard, and namespaces make the API server enforce it.\n" +
          "Deployment backend-mainnet/svc-identity: spec.template.spec.containers[0].securityContext.privileged is true; " +
          "leave it out (CIS 5.2.2).",
      },
      {
        policy: "no-plain-secrets",
        level: EnforcementLevel.MANDATORY,
        message:
          "No environment variable, command line or ConfigMap holds a secret in the open.\n" +
          "Deployment backend-mainnet/svc-identity: spec.template.spec.containers[0].env[0].value holds a URL with a " +
          "password; keep it in a Secret, and refer to it by secretKeyRef or mount it.",
      },
    ]);
    expect(JSON.stringify(diagnostics)).not.toContain("hunter2");
  });

  it("leaves an unknown value of one object to an advisory", async () => {
    const fixture = withField(
      validWorkload("kubernetes:apps/v1:Deployment"),
      "spec.template.spec.containers[0].image",
      UNKNOWN,
    );
    expect(await analyze(fixture)).toEqual([
      {
        policy: "image-pins",
        level: EnforcementLevel.ADVISORY,
        message:
          "can't run policy 'image-pins' from policy pack 'gx-policies@v0.1.0' during preview: " +
          "string value at .spec.template.spec.containers.0.image can't be known during preview",
      },
    ]);
  });

  it("is told whether a resource is protected", async () => {
    expect(await analyze(VALID_POSTGRES)).toEqual([]);
    expect(await analyze({ ...VALID_POSTGRES, protect: false })).toMatchObject([{ policy: "data-protection" }]);
  });

  it("refuses an unknown value that a stack policy needs", async () => {
    const fixture = withField(validWorkload("kubernetes:apps/v1:Deployment"), "spec.replicas", UNKNOWN);
    expect(await analyzeStack([fixture, VALID_ACCOUNT])).toEqual([
      {
        policy: "availability",
        level: EnforcementLevel.MANDATORY,
        message:
          "Replicated workloads are spread over hosts and have a disruption budget that can be drained.\n" +
          "Deployment backend-mainnet/svc-identity: spec.replicas is not known before the deployment; " +
          "give it as a plain value, so that the rule can be proven.",
      },
    ]);
  });
});

async function analyze(fixture: Fixture) {
  const { type, urn, name, opts } = declared(fixture);
  const request = new AnalyzeRequest();
  request.setType(type);
  request.setUrn(urn);
  request.setName(name);
  request.setProperties(structOf(fixture));
  const options = new AnalyzerResourceOptions();
  options.setProtect(opts.protect);
  request.setOptions(options);
  return diagnosticsOf(await call<AnalyzeResponse>((done) => client.analyze(request, done)));
}

async function analyzeStack(fixtures: readonly Fixture[]) {
  const request = new AnalyzeStackRequest();
  for (const fixture of fixtures) {
    const { type, urn, name } = declared(fixture);
    const resource = new AnalyzerResource();
    resource.setType(type);
    resource.setUrn(urn);
    resource.setName(name);
    resource.setProperties(structOf(fixture));
    resource.setOptions(new AnalyzerResourceOptions());
    request.addResources(resource);
  }
  return diagnosticsOf(await call<AnalyzeResponse>((done) => client.analyzeStack(request, done)));
}

function structOf({ props }: Fixture): Struct {
  return Struct.fromJavaScript(props as { [key: string]: JavaScriptValue });
}

function diagnosticsOf(response: AnalyzeResponse) {
  return response.getDiagnosticsList().map((diagnostic) => ({
    policy: diagnostic.getPolicyname(),
    level: diagnostic.getEnforcementlevel(),
    message: diagnostic.getMessage(),
  }));
}

function call<Response>(
  send: (done: (error: ServiceError | null, response: Response) => void) => void,
): Promise<Response> {
  return new Promise((resolve, reject) => send((error, response) => (error ? reject(error) : resolve(response))));
}
