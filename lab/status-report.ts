import { NODE_ID_LABEL, NODE_ROLE_LABEL } from "../components/shared/labels";
import type { LabCondition, LabStatus, NodeStatus, PartStatus } from "./status";

const IN_WORDS: Readonly<Record<LabCondition, string>> = {
  absent: "does not exist: npm run lab -- up",
  unfinished: "is being made, or was interrupted then: npm run lab -- up waits for it or starts over",
  stopped: "is stopped, its data is kept: npm run lab -- up",
  broken: "is broken: npm run lab -- up mends it",
  running: "runs",
};

/** A lab's status as text for a terminal. */
export function statusReport(status: LabStatus): string {
  const heading = `Lab "${status.name}" ${IN_WORDS[status.condition]}`;
  if (status.condition === "absent") return `${heading}\n`;
  const places = [
    ["API server", status.serverUrl],
    ["kubeconfig", status.kubeconfigPath],
    ["data", status.folder],
  ].filter((place): place is [string, string] => place[1] !== undefined);
  return [
    `${heading}\n`,
    table(places),
    table([["PROCESS", "STATE", "PID", "PORTS", "LOG"], ...status.parts.map(partRow)]),
    ...(status.nodes.length > 0
      ? [table([["NODE", "STATE", "ID", "ROLE", "PODS"], ...status.nodes.map(nodeRow)])]
      : []),
    ...(status.problem ? [`The API server could not be asked: ${status.problem}\n`] : []),
  ].join("\n");
}

/** Rows as text in columns that are as wide as their widest cell. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]?.map((_cell, column) => Math.max(...rows.map((row) => (row[column] ?? "").length))) ?? [];
  const line = (row: readonly string[]) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ");
  return rows.map((row) => `  ${line(row).trimEnd()}\n`).join("");
}

function partRow({ name, condition, pid, ports, logFile }: PartStatus): string[] {
  return [name, condition, pid === undefined ? "-" : String(pid), ports.join(" ") || "-", logFile];
}

function nodeRow({ name, ready, labels, podsByPhase }: NodeStatus): string[] {
  const pods = Object.entries(podsByPhase).map(([phase, count]) => `${count} ${phase}`);
  return [
    name,
    ready ? "Ready" : "NotReady",
    labels[NODE_ID_LABEL] ?? "-",
    labels[NODE_ROLE_LABEL] ?? "-",
    pods.join(", ") || "none",
  ];
}
