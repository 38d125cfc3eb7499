import type { Kubectl } from "../lab/kubectl";

/** By which the scheduler says to the provisioner on which node a claim's volume is to be. */
const SELECTED_NODE = "volume.kubernetes.io/selected-node";

interface Claims {
  readonly items: readonly {
    readonly metadata: { readonly name: string; readonly annotations?: Readonly<Record<string, string>> };
  }[];
}

interface Pods {
  readonly items: readonly {
    readonly metadata: { readonly name: string };
    readonly spec: {
      readonly volumes?: readonly { readonly persistentVolumeClaim?: { readonly claimName: string } }[];
    };
  }[];
}

/**
 * Has everything whose volume was on a node begin with a new one: deletes the claims, and the pods that hold them. Whoever owns
 * these makes both anew.
 */
export async function giveNewVolumes(kubectl: Kubectl, namespace: string, node: string): Promise<void> {
  const inNamespace = `--namespace=${namespace}`;
  const { items: claims } = await kubectl.get<Claims>("persistentvolumeclaims", inNamespace);
  const lost = claims
    .filter(({ metadata }) => metadata.annotations?.[SELECTED_NODE] === node)
    .map(({ metadata }) => metadata.name);
  if (lost.length === 0) throw new Error(`nothing had a volume on ${node}`);
  const { items: pods } = await kubectl.get<Pods>("pods", inNamespace);
  const holders = pods
    .filter(({ spec }) => spec.volumes?.some((one) => lost.includes(one.persistentVolumeClaim?.claimName ?? "")))
    .map(({ metadata }) => metadata.name);
  // A claim goes once no pod holds it.
  await kubectl.run(["delete", "persistentvolumeclaim", ...lost, inNamespace, "--wait=false"]);
  await kubectl.run(["delete", "pod", ...holders, inNamespace, "--ignore-not-found", "--wait=false"]);
}
