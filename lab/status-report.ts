import { NODE_ID_LABEL, NODE_ROLE_LABEL } from "../components/shared/labels";
import { labCommand } from "./advice";
import type { LabCondition, LabStatus, NodeStatus, PartStatus } from "./status";
import type { Workload } from "./workloads";

const IN_WORDS: Readonly<Record<LabCondition, (up: string) => string>> = {
  absent: (up) => `does not exist: ${up}`,
  unfinished: (up) => `is being made, or was interrupted then: ${up} waits for it or starts over`,
  stopped: (up) => `is stopped, its data is kept: ${up}`,
  broken: (up) => `is broken: ${up} mends it`,
  running: () => "runs",
};

/** How wide a list of workloads may get before it goes on in the next line. */
const LIST_WIDTH = 72;

/** A lab's status as text for a terminal. */
export function statusReport(status: LabStatus): string {
  const heading = `Lab "${status.name}" ${IN_WORDS[status.condition](labCommand("up", status.name))}`;
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
    ...(status.nodes.some(({ workloads }) => workloads.length > 0)
      ? [table([["NODE", "NAMESPACE", "WORKLOADS"], ...status.nodes.flatMap(workloadRows)])]
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

/** One row a namespace, and more where its workloads don't fit into one line. */
function workloadRows({ name, workloads }: NodeStatus): string[][] {
  const namespaces = [...new Set(workloads.map(({ namespace }) => namespace))];
  const rows = namespaces.flatMap((namespace) =>
    lines(workloads.filter((workload) => workload.namespace === namespace).map(inWords)).map((line, index) => [
      index === 0 ? namespace : "",
      line,
    ]),
  );
  return rows.map((row, index) => [index === 0 ? name : "", ...row]);
}

function inWords({ name, pods, notRunning }: Workload): string {
  return `${name}${pods > 1 ? ` ×${pods}` : ""}${notRunning > 0 ? ` (${notRunning} not running)` : ""}`;
}

function lines(words: readonly string[]): string[] {
  const full: string[] = [];
  for (const word of words) {
    const last = full.at(-1);
    if (last !== undefined && last.length + word.length + 2 <= LIST_WIDTH) full[full.length - 1] = `${last}, ${word}`;
    else full.push(word);
  }
  return full.map((line, index) => (index < full.length - 1 ? `${line},` : line));
}
