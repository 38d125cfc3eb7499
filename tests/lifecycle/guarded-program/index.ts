import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";

/** A password whose length is a setting, because changing it replaces the password; and an object with a secret in it. */
const config = new pulumi.Config("gx");
const provider = new k8s.Provider("cluster", {
  kubeconfig: config.require("kubeconfig"),
  context: config.require("kubeContext"),
});

new random.RandomPassword("guarded", { length: config.requireNumber("passwordLength"), special: false });
new k8s.scheduling.v1.PriorityClass(
  "described",
  {
    metadata: { name: "gx-described", labels: { about: config.get("about") ?? "nothing" } },
    value: 10,
    description: pulumi.secret(config.require("note").toUpperCase()),
  },
  { provider },
);
