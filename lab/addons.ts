import { readFileSync } from "node:fs";
import { resolve } from "node:path";

import type { Kubectl } from "./kubectl";

/** Where the addons' manifests lie, absolute. */
export const ADDONS_FOLDER = resolve(__dirname, "addons");
const SHIPPED = ["coredns.yaml", "local-path.yaml"];
/** What is applied, by what the nodes are: with real ones the provisioner runs in a pod, with simulated ones beside the cluster. */
export const ADDONS = {
  simulated: ["permissions.yaml", ...SHIPPED],
  real: [...SHIPPED, "local-path-provisioner.yaml"],
} as const;

/**
 * Applies what the cluster ships with, as K3s' deploy controller does at every start of its server: by three-way merge,
 * so that fields which its files don't mention stay as others have set them.
 * @param server is the node whose server applies them: part of the name in the managed fields.
 */
export async function applyAddons(admin: Kubectl, server: string, nodes: keyof typeof ADDONS): Promise<void> {
  const manifests = ADDONS[nodes].map((file) => readFileSync(resolve(ADDONS_FOLDER, file), "utf8")).join("\n---\n");
  await admin.run(["apply", `--field-manager=deploy@${server}`, "--filename=-"], manifests);
}
