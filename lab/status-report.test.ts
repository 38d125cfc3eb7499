/** Text from a status; that the status is true is shown with a whole lab. */
import { expect, it } from "@jest/globals";

import type { LabStatus } from "./status";
import { statusReport } from "./status-report";

const status: LabStatus = {
  name: "gx",
  folder: "/labs/gx",
  condition: "broken",
  kubeconfigPath: "/labs/gx/kubeconfig",
  serverUrl: "https://127.0.0.1:6443",
  parts: [
    { name: "etcd", condition: "running", pid: 12, ports: [1, 2], logFile: "/l/etcd.log" },
    { name: "kwok", condition: "crashed", ports: [], logFile: "/l/kwok.log" },
  ],
  nodes: [
    {
      name: "srv1",
      ready: true,
      labels: { "node-id": "vps1", "node-role": "primary" },
      podsByPhase: { Running: 2, Pending: 1 },
      workloads: [
        { namespace: "backend-mainnet", name: "svc-identity", pods: 2, notRunning: 1 },
        ...["one", "two", "three", "four"].map((name) => ({
          namespace: "backend-mainnet",
          name: `a-rather-long-name-${name}`,
          pods: 1,
          notRunning: 0,
        })),
        { namespace: "kube-system", name: "coredns", pods: 1, notRunning: 0 },
      ],
    },
    { name: "srv2", ready: false, labels: {}, podsByPhase: {}, workloads: [] },
  ],
};

it("shows what runs where, in columns", () => {
  expect(statusReport(status)).toBe(`Lab "gx" is broken: npm run lab:up mends it

  API server  https://127.0.0.1:6443
  kubeconfig  /labs/gx/kubeconfig
  data        /labs/gx

  PROCESS  STATE    PID  PORTS  LOG
  etcd     running  12   1 2    /l/etcd.log
  kwok     crashed  -    -      /l/kwok.log

  NODE  STATE     ID    ROLE     PODS
  srv1  Ready     vps1  primary  2 Running, 1 Pending
  srv2  NotReady  -     -        none

  NODE  NAMESPACE        WORKLOADS
  srv1  backend-mainnet  svc-identity ×2 (1 not running), a-rather-long-name-one,
                         a-rather-long-name-two, a-rather-long-name-three,
                         a-rather-long-name-four
        kube-system      coredns
`);
});

it("says how to make a lab that is not there", () => {
  expect(statusReport({ ...status, condition: "absent", parts: [], nodes: [] })).toBe(
    'Lab "gx" does not exist: npm run lab:up\n',
  );
});

it("says why nodes are missing", () => {
  expect(statusReport({ ...status, nodes: [], problem: "kubectl failed" })).toContain(
    "The API server could not be asked: kubectl failed\n",
  );
});

it("says how to start a lab of another name", () => {
  expect(statusReport({ ...status, name: "other", condition: "stopped" })).toContain(
    'Lab "other" is stopped, its data is kept: npm run lab:up -- --name other\n',
  );
});
