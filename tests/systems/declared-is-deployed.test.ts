/**
 * That what a system declares as data is what it deploys: quotas, flows, survival and the docs are computed from the
 * declaration alone. For every workload of both environments, and of the small system beside this file.
 */
import { beforeAll, describe, expect, it } from "@jest/globals";
import { ENVIRONMENT_NAMES } from "../../components/shared/environments";
import { NAME_LABEL } from "../../components/shared/labels";
import { imageReference } from "../../components/shared/images";
import { inMebibytes, inMillicores, type PodLike } from "../support/declared-amounts";
import { deploy } from "../../stacks/deploy";
import { workloadsOf } from "../../stacks/environment";
import { recordResources, type RecordedResource } from "../support/recorded-resources";
import { environmentWith } from "../support/systems";
import { ledger } from "./ledger/system";

/** The parts of a controller's inputs that a workload declares. */
interface Controller {
  readonly metadata: { readonly labels: Readonly<Record<string, string>>; readonly namespace: string };
  readonly spec: {
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
    const { containers } = spec.template.spec;
    const ports = containers.flatMap((container) => container.ports ?? []);

    expect({
      kind,
      namespace: metadata.namespace,
      replicas: spec.replicas ?? 1,
      images: Object.fromEntries(containers.map((container) => [container.name, container.image])),
      ports: Object.fromEntries(ports.map((port) => [port.name, port.containerPort])),
      volumes: (spec.volumeClaimTemplates ?? []).map((claim) => ({
        name: claim.metadata.name,
        sizeMebibytes: inMebibytes(claim.spec.resources.requests.storage),
      })),
      resources: {
        cpuRequestMillicores: sum(containers, ({ resources: { requests } }) => inMillicores(requests.cpu)),
        cpuLimitMillicores: sum(containers, ({ resources: { limits } }) => inMillicores(limits.cpu)),
        memoryRequestMebibytes: sum(containers, ({ resources: { requests } }) => inMebibytes(requests.memory)),
        memoryLimitMebibytes: sum(containers, ({ resources: { limits } }) => inMebibytes(limits.memory)),
      },
      priority: spec.template.spec.priorityClassName,
    }).toEqual({
      kind: workload.controller,
      namespace: environment.namespaces[workload.namespace]!.name,
      replicas: workload.replicas,
      images: Object.fromEntries(
        Object.entries(workload.images).map(([container, image]) => [container, imageReference(image)]),
      ),
      ports: workload.ports,
      volumes: workload.volumes ?? [],
      resources: workload.resources,
      priority: environment.priorityClasses[workload.priority],
    });
  });
});

/** A CronJob's is that of its jobs. */
function controllerIn(inputs: RecordedResource["inputs"]): Controller {
  const { metadata, spec } = inputs as unknown as Controller & { spec: { jobTemplate?: Pick<Controller, "spec"> } };
  return { metadata, spec: spec.jobTemplate?.spec ?? spec };
}

function sum<T>(parts: readonly T[], of: (part: T) => number): number {
  return parts.reduce((total, part) => total + of(part), 0);
}
