/**
 * That what a system declares as data is what it deploys: quotas, flows, survival and the docs are computed from the
 * declaration alone. For every workload of both environments, and of the small system beside this file.
 */
import { beforeAll, describe, expect, it } from "@jest/globals";
import { ENVIRONMENT_NAMES } from "../../components/shared/environments";
import {
  BACKS_UP_ANNOTATION,
  COPIES_OFF_SITE_ANNOTATION,
  HOLDS_COPIES_ANNOTATION,
  KEPT_DAYS_ANNOTATION,
  NAME_LABEL,
  PROVES_BACKUP_BY_ANNOTATION,
  RECOVERY_POINT_ANNOTATION,
  RECOVERY_TIME_ANNOTATION,
} from "../../components/shared/labels";
import { imageReference } from "../../components/shared/images";
import { type ContainerLike, inMebibytes, inMillicores, type PodLike } from "../support/declared-amounts";
import { deploy } from "../../stacks/deploy";
import { workloadsOf } from "../../stacks/environment";
import { recordResources, type RecordedResource } from "../support/recorded-resources";
import { environmentWith } from "../support/systems";
import { ledger } from "./ledger/system";

/** The parts of a controller's inputs that a workload declares. */
interface Controller {
  readonly metadata: {
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly namespace: string;
  };
  readonly spec: {
    readonly schedule?: string;
    readonly replicas?: number;
    readonly template: PodLike;
    readonly volumeClaimTemplates?: readonly {
      readonly metadata: { readonly name: string };
      readonly spec: { readonly resources: { readonly requests: { readonly storage: string } } };
    }[];
  };
}

describe.each(ENVIRONMENT_NAMES)("%s deploys what it declares", (name) => {
  const environment = environmentWith(name, [ledger], { ledger: { replicas: 1 } });
  const workloads = workloadsOf(environment);
  let resources: readonly RecordedResource[];
  beforeAll(async () => {
    ({ resources } = await recordResources(() => deploy(environment, "kubeconfig.yaml")));
  });

  it.each(workloads.map((workload) => [workload.name, workload] as const))("of %s", (_name, workload) => {
    const controllers = resources
      .filter(({ type }) => /:apps\/v1:(Deployment|StatefulSet|DaemonSet)$|:batch\/v1:(Job|CronJob)$/.test(type))
      .map(({ type, inputs }) => ({ kind: type.split(":").at(-1), ...controllerIn(inputs) }))
      .filter(({ metadata }) => metadata.labels[NAME_LABEL] === workload.name);
    expect(controllers).toHaveLength(1);
    const { kind, metadata, spec } = controllers[0]!;
    const { containers, initContainers = [] } = spec.template.spec;
    // Those that come first run one after the other, and end before the others begin.
    const most = (of: (container: ContainerLike) => number) => Math.max(sum(containers, of), ...initContainers.map(of));
    const ports = containers.flatMap((container) => container.ports ?? []);

    expect({
      kind,
      namespace: metadata.namespace,
      replicas: spec.replicas ?? 1,
      schedule: spec.schedule,
      images: Object.fromEntries([...initContainers, ...containers].map(({ name, image }) => [name, image])),
      ports: Object.fromEntries(ports.map((port) => [port.name, port.containerPort])),
      volumes: (spec.volumeClaimTemplates ?? []).map((claim) => ({
        name: claim.metadata.name,
        sizeMebibytes: inMebibytes(claim.spec.resources.requests.storage),
      })),
      resources: {
        cpuRequestMillicores: most(({ resources: { requests } }) => inMillicores(requests.cpu)),
        cpuLimitMillicores: most(({ resources: { limits } }) => inMillicores(limits.cpu)),
        memoryRequestMebibytes: most(({ resources: { requests } }) => inMebibytes(requests.memory)),
        memoryLimitMebibytes: most(({ resources: { limits } }) => inMebibytes(limits.memory)),
      },
      priority: spec.template.spec.priorityClassName,
      annotations: {
        backsUp: metadata.annotations?.[BACKS_UP_ANNOTATION],
        recoveryPointHours: metadata.annotations?.[RECOVERY_POINT_ANNOTATION],
        keptDays: metadata.annotations?.[KEPT_DAYS_ANNOTATION],
        backupsBy: metadata.annotations?.[PROVES_BACKUP_BY_ANNOTATION],
        recoveryTimeMinutes: metadata.annotations?.[RECOVERY_TIME_ANNOTATION],
        copiesOffSite: metadata.annotations?.[COPIES_OFF_SITE_ANNOTATION],
        holdsCopies: metadata.annotations?.[HOLDS_COPIES_ANNOTATION],
      },
    }).toEqual({
      kind: workload.controller,
      namespace: environment.namespaces[workload.namespace]!.name,
      replicas: workload.replicas,
      schedule: workload.schedule?.cron,
      images: Object.fromEntries(
        Object.entries(workload.images).map(([container, image]) => [container, imageReference(image)]),
      ),
      ports: workload.ports,
      volumes: workload.volumes ?? [],
      resources: workload.resources,
      priority: environment.priorityClasses[workload.priority],
      annotations: {
        backsUp: workload.backsUp?.workloads.join(","),
        recoveryPointHours: workload.backsUp && String(workload.backsUp.recoveryPointHours),
        keptDays: workload.backsUp && String(workload.backsUp.keepDays),
        backupsBy: workload.restores?.backupsBy.join(","),
        recoveryTimeMinutes: workload.restores && String(workload.restores.recoveryTimeMinutes),
        copiesOffSite: workload.copiesOffSite?.join(","),
        holdsCopies: workload.holdsCopies,
      },
    });
  });
});

/** A CronJob's is that of its jobs. */
function controllerIn(inputs: RecordedResource["inputs"]): Controller {
  const { metadata, spec } = inputs as unknown as Controller & { spec: { jobTemplate?: Pick<Controller, "spec"> } };
  return { metadata, spec: spec.jobTemplate ? { ...spec.jobTemplate.spec, schedule: spec.schedule } : spec };
}

function sum<T>(parts: readonly T[], of: (part: T) => number): number {
  return parts.reduce((total, part) => total + of(part), 0);
}
