import { createSocket } from "node:dgram";
import { readFileSync } from "node:fs";

import { until } from "../support/until";
import { CONTAINER, type RunningServers } from "./running-servers";

const PORT = 9999;
const LAST = "last";

/** Prints what arrives, up to a last datagram. */
const RECEIVER = `
import os, socket
receiver = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
receiver.bind((os.environ["POD_IP"], ${PORT}))
while (text := receiver.recv(100).decode()) != "${LAST}":
    print(text)
`;

/** Sends one, from the pod's own address. */
const SENDER = `
import os, socket, sys
sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sender.bind((os.environ["POD_IP"], 0))
sender.sendto(b"sent", (sys.argv[1], ${PORT}))
`;

/**
 * Whether a datagram of one pod arrives at another: unlike TCP, it needs no way back. One from elsewhere, sent after it, tells
 * that it won't come any more.
 */
export async function datagramArrives(servers: RunningServers, from: string, to: string): Promise<boolean> {
  const target = await servers.address(to);
  const python = (pod: string, ...args: string[]) =>
    servers.pods.exec(pod, CONTAINER, ["/usr/bin/python3", "-c", ...args]);
  const receiving = python(to, RECEIVER);
  await until("the receiver to listen", () => listensAt(target) || "it does not");
  const { exitCode, stderr } = await python(from, SENDER, target);
  if (exitCode !== 0) throw new Error(`${from} can't send: ${stderr}`);
  const elsewhere = createSocket("udp4");
  elsewhere.send(LAST, PORT, target, () => elsewhere.close());
  return (await receiving).stdout === "sent\n";
}

function listensAt(address: string): boolean {
  const bytes = address.split(".").map((part) => Number(part).toString(16).padStart(2, "0"));
  const wanted = `${bytes.reverse().join("")}:${PORT.toString(16)}`.toUpperCase();
  return readFileSync("/proc/net/udp", "utf8").includes(wanted);
}
