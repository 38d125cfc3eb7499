import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { Labels } from "../shared/labels";
import { NOT_AWAITED } from "../shared/not-awaited";
import { BACKUP_PORT } from "./backup/names";
import { PORTS, SCOPE, SCOPE_LABEL, SERVICES, STORE_SUFFIXES } from "./names";

/** Where the Services stand, and which pods are members. */
export interface PostgresServicesArgs {
  readonly namespace: string;
  readonly labels: Labels;
  readonly selector: Labels;
  /** Whether members let their files be copied. */
  readonly hasBackups: boolean;
}

/**
 * The Services of a cluster. Those without a selector have Endpoints of the same name that Patroni writes: the primary's
 * changes the moment that it does, and the others, in which members agree, would be collected as nobody's without a Service.
 */
export function postgresServices(
  { namespace, labels, selector, hasBackups }: PostgresServicesArgs,
  opts: pulumi.CustomResourceOptions,
): readonly k8s.core.v1.Service[] {
  const service = (name: string, spec: k8s.types.input.core.v1.ServiceSpec, more: Labels = {}) =>
    new k8s.core.v1.Service(
      `${name}-service`,
      { metadata: { name, namespace, labels: { ...labels, ...more }, annotations: NOT_AWAITED }, spec },
      opts,
    );
  const sql = { name: "sql", port: PORTS.sql, targetPort: "sql" };
  const patroni = { name: "patroni", port: PORTS.patroni, targetPort: "patroni" };
  const backup = { name: "backup", port: BACKUP_PORT, targetPort: "backup" };
  const patronis = { [SCOPE_LABEL]: SCOPE };
  return [
    service(SERVICES.primary, { ports: [{ name: "sql", port: PORTS.sql, targetPort: PORTS.sql }] }, patronis),
    ...STORE_SUFFIXES.map((suffix) => service(`${SCOPE}-${suffix}`, { clusterIP: "None" }, patronis)),
    service(SERVICES.replica, { selector: { ...selector }, ports: [sql] }),
    service(SERVICES.headless, {
      clusterIP: "None",
      // Members that aren't ready yet are called too: one that is becoming a replica, by the job that waits for it.
      publishNotReadyAddresses: true,
      selector: { ...selector },
      ports: [sql, patroni, ...(hasBackups ? [backup] : [])],
    }),
  ];
}
