import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { connect } from "node:net";

import type { Executed } from "./container-process";
import type { Container, Probe } from "./kubernetes-types";

/** What a probe is tried on. */
export interface ProbeTarget {
  /** The pod's. */
  readonly address: string;
  readonly ports: Container["ports"];
  exec(command: readonly string[], timeoutSeconds: number): Promise<Executed>;
}

/** Tries a probe once, as a kubelet would: certificates are not verified, and any status from 200 to 399 is a success. */
export async function attemptProbe(probe: Probe, target: ProbeTarget): Promise<boolean> {
  const timeoutSeconds = probe.timeoutSeconds ?? 1;
  if (probe.exec) return (await target.exec(probe.exec.command ?? [], timeoutSeconds)).exitCode === 0;
  if (probe.tcpSocket) {
    const { host = target.address, port } = probe.tcpSocket;
    return canConnect(host, portNumber(port, target.ports), timeoutSeconds);
  }
  return probe.httpGet !== undefined && answersWell(probe.httpGet, target, timeoutSeconds);
}

function answersWell(
  { host, port, path = "/", scheme, httpHeaders = [] }: NonNullable<Probe["httpGet"]>,
  target: ProbeTarget,
  timeoutSeconds: number,
): Promise<boolean> {
  return new Promise((resolve) => {
    const request = scheme === "HTTPS" ? httpsRequest : httpRequest;
    const outgoing = request({
      host: host ?? target.address,
      port: portNumber(port, target.ports),
      path,
      headers: Object.fromEntries(httpHeaders.map(({ name, value }) => [name, value])),
      rejectUnauthorized: false,
      agent: false,
      signal: AbortSignal.timeout(timeoutSeconds * 1000),
    });
    outgoing.on("response", (response) => {
      const { statusCode = 0 } = response;
      response.resume();
      resolve(statusCode >= 200 && statusCode <= 399);
    });
    outgoing.on("error", () => resolve(false));
    outgoing.end();
  });
}

function canConnect(host: string, port: number, timeoutSeconds: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: timeoutSeconds * 1000 });
    const done = (succeeded: boolean) => {
      socket.destroy();
      resolve(succeeded);
    };
    socket.on("connect", () => done(true));
    socket.on("timeout", () => done(false));
    socket.on("error", () => done(false));
  });
}

function portNumber(port: unknown, ports: Container["ports"] = []): number {
  if (typeof port === "number") return port;
  return ports.find(({ name }) => name === port)?.containerPort ?? 0;
}
