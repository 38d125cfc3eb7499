import { declaredPodsIn, selectionAmong, type DeclaredPods } from "./declared-pods";
import { namespaceOf, type KubernetesObject } from "./kubernetes-object";
import { selectsEverything } from "./label-selector";
import { containersOf, runsForEver } from "./pod-spec-of";
import { describe, is, plain, stackPolicy, type Finding } from "./verdict";

/** A port of a Service, by which it finds the pods' own. */
interface ServicePort {
  readonly protocol?: string;
  readonly targetPort?: number | string;
}

/** Pods and the ports that their containers name, each as its protocol and its name: `TCP http`. */
interface PodsWithPorts extends DeclaredPods {
  readonly ports: readonly string[];
}

/** What the protocol of a port is where none is written. */
const DEFAULT_PROTOCOL = "TCP";

/**
 * Each port of a Service leads to a port that a container of every selected pod declares by that name, so that a number is
 * written once and a slip is found before it leaves the Service without endpoints. A Service without a selector has its
 * endpoints from elsewhere; one that selects no declared pod is selectors-resolve's matter.
 *
 * Severity: medium. Source: incident G31 (a primary's Service had no endpoints and nobody was told).
 * Remedy: name the containers' port and give targetPort that name.
 */
export const namedTargetPorts = stackPolicy(
  {
    name: "named-target-ports",
    description: "Services lead to ports that a container of every selected pod declares by name.",
    severity: "medium",
    framework: { name: "GX incidents", version: "1", reference: "G31", specification: "Services have endpoints" },
    remediationSteps: "Name the containers' port and give the Service's targetPort that name.",
  },
  (objects, bench) => {
    const pods = declaredPodsIn(objects, bench).flatMap(
      (declared) => bench.known(declared.object, () => withPorts(declared)) ?? [],
    );
    for (const object of objects) {
      if (object.kind !== "Service") continue;
      const ports = bench.known(object, () => portsOf(object)) ?? [];
      const selected = bench.known(object, () => selectedBy(object, pods)) ?? [];
      for (const [index, port] of ports.entries()) {
        bench.check(object, () => portFinding(`spec.ports[${index}].targetPort`, port, selected));
      }
    }
  },
);

function withPorts(declared: DeclaredPods): PodsWithPorts {
  const ports = [...containersOf(declared.template)]
    .filter(runsForEver)
    .flatMap(({ container }) => plain(container.ports ?? []))
    .map(({ name = "", protocol = DEFAULT_PROTOCOL }) => `${protocol} ${name}`);
  return { ...declared, ports };
}

/** The ports of a Service that has its endpoints from pods. */
function portsOf(object: KubernetesObject): readonly ServicePort[] {
  return selectsEverything(selectorOf(object)) ? [] : plain((object.props.spec?.ports ?? []) as readonly ServicePort[]);
}

function selectedBy(object: KubernetesObject, pods: readonly PodsWithPorts[]): readonly PodsWithPorts[] {
  const [namespace, selector] = [namespaceOf(object), selectorOf(object)];
  return pods.filter(
    (candidate) => candidate.namespace === namespace && selectionAmong(candidate, selector) !== "none",
  );
}

function selectorOf({ props }: KubernetesObject): { readonly matchLabels: Readonly<Record<string, string>> } {
  return { matchLabels: plain(props.spec?.selector ?? {}) as Readonly<Record<string, string>> };
}

function portFinding(field: string, port: ServicePort, selected: readonly PodsWithPorts[]): Finding | undefined {
  const { protocol = DEFAULT_PROTOCOL, targetPort } = port;
  // A name has a letter; a text of digits is a number to the API server.
  if (!/[a-z]/i.test(String(targetPort ?? ""))) {
    return { field, found: is(targetPort), remedy: "name it, by the name of a port that the pods' containers declare" };
  }
  const without = selected.find(({ ports }) => !ports.includes(`${protocol} ${targetPort}`));
  return (
    without && {
      field,
      found: `${is(targetPort)}, a name that no container of ${describe(without.object)} gives to a ${protocol} port`,
      remedy: "name the port there, or use a name that it has",
    }
  );
}
