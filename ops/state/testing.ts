/** The cluster that the made-up state below has its objects in. */
export const LOST = "lost-uid";

const urn = (type: string, name: string) => `urn:pulumi:mainnet::gx::${type}::${name}`;
const STACK = urn("pulumi:pulumi:Stack", "gx-mainnet");
const NAMESPACE = urn("kubernetes:core/v1:Namespace", "backend-mainnet");
const PASSWORD = urn("random:index/randomPassword:RandomPassword", "password");

/** What pulumi exports of a stack with two objects, one password and a component, as far as it matters, and some that doesn't. */
export const exportedState = () => ({
  version: 3,
  deployment: {
    manifest: { magic: "m" },
    secrets_providers: { type: "passphrase" },
    resources: [
      {
        urn: STACK,
        type: "pulumi:pulumi:Stack",
        custom: false,
        outputs: { environment: "mainnet", clusterIdentity: LOST },
      },
      {
        ...{ urn: urn("pulumi:providers:kubernetes", "cluster"), type: "pulumi:providers:kubernetes", custom: true },
        inputs: { kubeconfig: "mainnet.kubeconfig", context: "gx-mainnet", clusterIdentifier: LOST },
      },
      { urn: urn("pulumi:providers:random", "default"), type: "pulumi:providers:random", custom: true },
      { urn: urn("gx:backend:System", "backend"), type: "gx:backend:System", custom: false, dependencies: [NAMESPACE] },
      { urn: NAMESPACE, type: "kubernetes:core/v1:Namespace", custom: true, protect: true },
      {
        ...{ urn: PASSWORD, type: "random:index/randomPassword:RandomPassword", custom: true, protect: true },
        ...{ dependencies: [NAMESPACE, STACK], propertyDependencies: { length: [NAMESPACE], keepers: null } },
        outputs: { clusterIdentity: "kept", result: { ciphertext: "c" } },
      },
      { urn: urn("kubernetes:core/v1:Secret", "s"), type: "kubernetes:core/v1:Secret", dependencies: [PASSWORD] },
    ],
  },
});
