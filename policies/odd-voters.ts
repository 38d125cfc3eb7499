import { K3S_ROLE_ANNOTATION, type K3sRole } from "../components/shared/labels";
import { clusterNodesIn } from "./cluster-node";
import { is, stackPolicy } from "./verdict";

/**
 * Advice only: the cluster has an odd number of etcd voters, because an even number survives no more losses than one
 * voter fewer. K3s runs a voter on every server; which nodes are servers is what the stack annotates on each, and
 * node-labels sees to it that it does.
 *
 * Severity: low. Source: the cluster as recorded has 4 voters, tolerates the loss of one, and is advised to have 3 or 5.
 * Remedy: run one server fewer, as an agent, or one more.
 */
export const oddVoters = stackPolicy(
  {
    name: "odd-voters",
    description: "The number of etcd voters is odd: one more makes nothing survive that did not before.",
    severity: "low",
    enforcementLevel: "advisory",
    framework: { name: "GX topology", version: "1", reference: "etcd quorum", specification: "3 or 5 voters" },
    remediationSteps: "Run one server fewer, as an agent, or one more.",
  },
  (objects, bench) => {
    const server: K3sRole = "server";
    const servers = clusterNodesIn(objects, bench).filter(
      ({ annotations }) => annotations[K3S_ROLE_ANNOTATION] === server,
    );
    const voters = new Set(servers.map(({ name }) => name)).size;
    const last = servers.at(-1);
    if (!last || voters % 2 === 1) return;
    bench.check(last.object, () => ({
      field: `metadata.annotations["${K3S_ROLE_ANNOTATION}"]`,
      found: `${is(server)}, as of ${voters} nodes: ${voters} etcd voters tolerate the loss of ${voters / 2 - 1}, as ${voters - 1} do`,
      remedy: `run ${voters - 1} or ${voters + 1}`,
    }));
  },
);
