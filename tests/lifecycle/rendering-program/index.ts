import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { readCluster } from "../../../stacks/preflight/kubeconfig-reader";
import { guardOwnership } from "../../../stacks/preflight/ownership-guard";

/** One ConfigMap that the provider renders, a child of a remote component, behind the same guard as the stacks' objects. */
export = async () => {
  const config = new pulumi.Config("gx");
  const access = {
    kubeconfigPath: config.require("kubeconfig"),
    context: config.require("kubeContext"),
    identity: config.require("clusterIdentity"),
  };
  const check = guardOwnership("mainnet", [], await readCluster(access));
  const kubeconfig = Promise.resolve()
    .then(check)
    .then(() => access.kubeconfigPath);
  const provider = new k8s.Provider("cluster", { kubeconfig, context: access.context });
  const metadata = { name: "rendered", namespace: "default" };
  new k8s.yaml.v2.ConfigGroup(
    "rendered",
    { objs: [{ apiVersion: "v1", kind: "ConfigMap", metadata, data: { from: "the program" } }] },
    { providers: { kubernetes: provider } },
  );
};
