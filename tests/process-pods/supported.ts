import type { Container, Pod } from "./kubernetes-types";

/**
 * Refuses what pods as processes can't do, rather than run a pod in another way than it says.
 * @throws Error naming the field
 */
export function assertSupported(pod: Pod): void {
  for (const container of [...(pod.spec?.initContainers ?? []), ...(pod.spec?.containers ?? [])]) {
    const refuse = (field: string, remedy: string) => {
      throw new Error(`container ${container.name}: ${field} is not supported for pods as processes: ${remedy}`);
    };
    if (!container.command) refuse("a command left to the image", "give it in command");
    if (container.lifecycle?.postStart) refuse("lifecycle.postStart", "do it in the command");
    if (container.lifecycle?.preStop?.httpGet) refuse("lifecycle.preStop.httpGet", "use exec or sleep");
    for (const [name, probe] of Object.entries(probesOf(container))) {
      if (!probe) continue;
      if (!probe.exec && !probe.httpGet && !probe.tcpSocket) refuse(name, "use exec, httpGet or tcpSocket");
      const port: unknown = probe.httpGet?.port ?? probe.tcpSocket?.port;
      const isNamed = container.ports?.some((declared) => declared.name === port);
      if (typeof port === "string" && !isNamed) refuse(`${name} on port ${port}`, "name a port of the container");
    }
  }
}

function probesOf({ startupProbe, livenessProbe, readinessProbe }: Container) {
  return { startupProbe, livenessProbe, readinessProbe };
}
