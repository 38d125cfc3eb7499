import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { DatabaseLogin } from "../logins/database-login";
import { WorkloadShell, type WorkloadShellArgs } from "../workload/workload-shell";
import type { DatabaseAccess } from "../postgres/database-access";
import { NOT_AWAITED } from "../shared/not-awaited";
import { databaseUrls } from "./database-urls";
import { serviceDeployment, type ServiceDeploymentArgs } from "./deployment";
import { podSecret } from "../workload/pod-secret";

/** Arguments of {@link BackendService}. */
export interface BackendServiceArgs extends Pick<
  ServiceDeploymentArgs,
  "replicas" | "image" | "httpPort" | "resources" | "settings" | "isExposed" | "redis"
> {
  readonly shell: WorkloadShellArgs;
  readonly login: DatabaseLogin;
  readonly database: DatabaseAccess;
  /** Settings that the pods take from a Secret, by name of the environment variable. */
  readonly secretSettings: Readonly<Record<string, string>>;
}

/** One stateless service: its shell, its pods, its database login, its access to redis, and an address where others call it. */
export class BackendService extends pulumi.ComponentResource {
  /** `host:port` inside the cluster; absent where nobody calls it. */
  readonly address?: pulumi.Output<string>;
  /** Its pods. */
  readonly deployment: pulumi.Resource;

  constructor(name: string, args: BackendServiceArgs, opts?: pulumi.ComponentResourceOptions) {
    super("gx:services:BackendService", name, {}, opts);
    const child = { parent: this };
    const shell = new WorkloadShell(name, args.shell, child);
    const { metadata, selector } = shell;
    const secretSettings = Object.entries(args.secretSettings).map(([variable, value]) => [
      variable,
      pulumi.secret(value),
    ]);
    const secrets = [
      podSecret(`${name}-database`, metadata, databaseUrls(args.login, args.database), child),
      ...(secretSettings.length > 0
        ? [podSecret(`${name}-settings`, metadata, Object.fromEntries(secretSettings), child)]
        : []),
      args.redis.password,
    ];

    this.deployment = new k8s.apps.v1.Deployment(
      `${name}-deployment`,
      { metadata, spec: serviceDeployment(shell, { ...args, secrets, authority: args.database.authority }) },
      { ...child, dependsOn: [...shell.gates, args.database.ready, args.redis.ready] },
    );
    if (args.isExposed) {
      const service = new k8s.core.v1.Service(
        `${name}-service`,
        {
          metadata: { ...metadata, annotations: NOT_AWAITED },
          spec: { selector: { ...selector }, ports: [{ name: "http", port: args.httpPort, targetPort: "http" }] },
        },
        child,
      );
      this.address = pulumi.interpolate`${service.metadata.name}.${metadata.namespace}.svc:${args.httpPort}`;
    }
    this.registerOutputs({ address: this.address });
  }
}
