import type { ConfigProblem } from "../../stacks/config-error";
import type { System } from "../../stacks/system";
import { DENIED_IMAGES } from "../../stacks/versions";
import type { Workload } from "../../stacks/workload";
import { logins } from "../logins/system";
import { imageReference } from "../shared/images";
import { BackendService } from "./backend-service";
import { CATALOGUE, type CatalogueEntry } from "./catalogue";
import { databaseEndpoints } from "./database-secret";
import { type ServicesSettings, type ServiceSettings, servicesSettings } from "./settings";

/** Port of the services' HTTP API, probes and metrics. No source states it: ours. */
const HTTP_PORT = 3000;
/** Name of the one container. */
const CONTAINER = "service";
/** Readiness compares the age of the newest event with this, which says nothing while the chain is idle (G16). */
const LAG_THRESHOLD = "PROJECTION_LAG_THRESHOLD_MS";
const LEAST_LAG_THRESHOLD_MS = 30 * 24 * 3600 * 1000;

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
    name: "services",
    description: "the backend services: APIs, and the workers between database and ledger",
    settings: servicesSettings(names),
    workloadNames: names,
    workloads: (settings) =>
      present(settings).map(({ name, entry, own }) =>
        workloadOf(name, entry, own, own.resources ?? settings.resources),
      ),

    problems: (settings) =>
      settings
        ? present(settings).flatMap(({ name, entry, own }) => problemsOf(`gx:services.${name}`, entry, own))
        : [],

    deploy(settings, context) {
      const passwords = context.handedBy(logins);
      const namespace = context.namespace("backend");
      const outputs = present(settings).map(({ name, own }) => {
        const workload = context.workloads.find((candidate) => candidate.name === name)!;
        const image = imageReference(workload.images[CONTAINER]!);
        const service = new BackendService(
          name,
          {
            shell: context.shell(workload),
            image,
            httpPort: HTTP_PORT,
            resources: workload.resources,
            settings: own.settings,
            isExposed: catalogue[name]?.kind === "api",
            login: passwords.get(name)!,
            database: databaseEndpoints(namespace.name),
          },
          { parent: context.parent, dependsOn: namespace.resource },
        );
        return [name, { ...(service.address && { address: service.address }), image, replicas: own.replicas }];
      });
      return { outputs: Object.fromEntries(outputs), hands: undefined };
    },
  };
}

/** The backend services. */
export const services = servicesSystem(CATALOGUE);

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
    setting: `gx:services.${name}`,
    images: { [CONTAINER]: imageOf(entry, own) },
    ports: { http: HTTP_PORT },
    resources,
    priority: "service",
    placement: { on: "environment" },
    logsIn: true,
    ...(isApi && {
      calledBy: [{ from: ["ingress-controller"], port: "http", why: "ours: K3s' ingress is the API's entry" }],
    }),
  };
}

function problemsOf(field: string, entry: CatalogueEntry, own: ServiceSettings): readonly ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  if (entry.kind === "worker" && own.replicas > 1) {
    const remedy = "must be 1: it moves events one at a time, and a second one would move them twice";
    problems.push({ field: `${field}.replicas`, value: own.replicas, remedy });
  }
  const threshold = own.settings[LAG_THRESHOLD];
  if (threshold !== undefined && !(Number(threshold) >= LEAST_LAG_THRESHOLD_MS)) {
    problems.push({
      field: `${field}.settings.${LAG_THRESHOLD}`,
      value: threshold,
      remedy: `must be at least ${LEAST_LAG_THRESHOLD_MS}, 30 days: with less an idle chain makes a healthy service unready (G16)`,
    });
  }
  const image = imageOf(entry, own);
  const denied = DENIED_IMAGES.find(
    ({ repositoryPattern, tag }) => repositoryPattern.test(image.repository) && tag === image.tag,
  );
  if (denied) {
    problems.push({
      field: `${field}.imageTag`,
      value: image.tag,
      remedy: `${imageReference(image)} must not run: ${denied.reason}; choose another version`,
    });
  }
  return problems;
}
