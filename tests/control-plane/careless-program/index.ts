import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

/** What a hurried change might look like: a namespace without default deny and a denied image on just any node. */
const config = new pulumi.Config("gx");
const provider = new k8s.Provider("cluster", {
  kubeconfig: config.require("kubeconfig"),
  context: config.require("kubeContext"),
});
const metadata = { name: "careless", namespace: "careless" };
const labels = { "app.kubernetes.io/name": "careless" };

const namespace = new k8s.core.v1.Namespace("careless", { metadata: { name: metadata.namespace } }, { provider });
new k8s.apps.v1.Deployment(
  "careless",
  {
    metadata,
    spec: {
      replicas: 2,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: { containers: [{ name: "service", image: "gx-protocol/svc-identity:2.1.0" }] },
      },
    },
  },
  { provider, dependsOn: namespace },
);
