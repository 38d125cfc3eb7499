import * as pulumi from "@pulumi/pulumi";
import type { System } from "../../stacks/system";
import type { Workload } from "../../stacks/workload";
import { logins } from "../logins/system";
import { postgres } from "../postgres/system";
import { redis } from "../redis/system";
import { imageReference } from "../shared/images";
import { BackendService } from "./backend-service";
import { CATALOGUE, type CatalogueEntry } from "./catalogue";
import { serviceProblems } from "./consistency";
import { type ServicesSettings, type ServiceSettings, servicesSettings } from "./settings";

const NAME = "services";
/** Port of the services' HTTP API, probes and metrics. No source states it: ours. */
const HTTP_PORT = 3000;
/** Name of the one container. */
const CONTAINER = "service";
/** The backend services of a catalogue. A system of its own, so that benchmarks can deploy more than there are. */
export function servicesSystem(
  catalogue: Readonly<Record<string, CatalogueEntry>>,
): System<ServicesSettings, undefined> {
  const names = Object.keys(catalogue);
  const present = ({ services }: ServicesSettings) =>
    names.flatMap((name) => {
      const [entry, own] = [catalogue[name], services[name]];
      return entry && own ? [{ name, entry, own }] : [];
    });

  return {
    name: NAME,
    description: "the backend services: APIs, and the workers between database and ledger",
    settings: servicesSettings(names),
    workloadNames: names,
    workloads: (settings) =>
      present(settings).map(({ name, entry, own }) =>
        workloadOf(name, entry, own, own.resources ?? settings.resources),
      ),

    problems: (settings, { secretSections }) =>
      settings
        ? present(settings).flatMap(({ name, entry, own }) =>
            serviceProblems(`gx:${NAME}.${name}`, entry.kind, imageOf(entry, own), own, secretSections.includes(NAME)),
          )
        : [],

    deploy(settings, context) {
      const passwords = context.handedBy(logins);
      const database = context.handedBy(postgres);
      const redisAccess = context.handedBy(redis);
      const deployed = present(settings).map(({ name, own }) => {
        const workload = context.workloads.find((candidate) => candidate.name === name)!;
        const image = imageReference(workload.images[CONTAINER]!);
        const service = new BackendService(
          name,
          {
            shell: context.shell(workload),
            replicas: workload.replicas,
            image,
            httpPort: HTTP_PORT,
            resources: workload.resources,
            settings: plainSettings(own, context.environment),
            secretSettings: own.secretSettings,
            isExposed: catalogue[name]?.kind === "api",
            login: passwords.get(name)!,
            database,
            redis: redisAccess,
          },
          { parent: context.parent },
        );
        const outputs = { ...(service.address && { address: service.address }), image, replicas: own.replicas };
        return { name, service, outputs };
      });
      database.retireLogins(deployed.map(({ service }) => service.deployment));
      return { outputs: Object.fromEntries(deployed.map(({ name, outputs }) => [name, outputs])), hands: undefined };
    },
  };
}

/** The backend services. */
export const services = servicesSystem(CATALOGUE);

/**
 * The plain settings of a service. Where a secret stands somewhere in the section, any of them may be it, set in the wrong
 * place: then none is shown in previews and in the state.
 */
function plainSettings(
  { settings }: ServiceSettings,
  { secretSections }: { readonly secretSections: readonly string[] },
) {
  if (!secretSections.includes(NAME)) return settings;
  return Object.fromEntries(Object.entries(settings).map(([variable, value]) => [variable, pulumi.secret(value)]));
}

function imageOf({ image }: CatalogueEntry, { imageTag }: ServiceSettings) {
  return imageTag === undefined ? image : { ...image, tag: imageTag };
}

function workloadOf(
  name: string,
  entry: CatalogueEntry,
  own: ServiceSettings,
  resources: Workload["resources"],
): Workload {
  const isApi = entry.kind === "api";
  return {
    name,
    component: entry.kind,
    namespace: "backend",
    controller: "Deployment",
    replicas: own.replicas,
    surge: isApi ? 1 : 0,
    setting: `gx:${NAME}.${name}`,
    images: { [CONTAINER]: imageOf(entry, own) },
    ports: { http: HTTP_PORT },
    resources,
    priority: "service",
    placement: { on: "environment" },
    logsIn: true,
    calls: [
      { to: ["postgres"], port: "sql", why: "recorded" },
      { to: ["redis"], port: "redis", why: "recorded: login state" },
    ],
    ...(isApi && {
      calledBy: [{ from: ["ingress-controller"], port: "http", why: "ours: K3s' ingress is the API's entry" }],
    }),
  };
}
