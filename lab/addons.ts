import { readFileSync } from "node:fs";
import { resolve } from "node:path";

import type { Kubectl } from "./kubectl";

const ADDONS_FOLDER = resolve(__dirname, "addons");
const ADDONS = ["permissions.yaml", "coredns.yaml", "local-path.yaml"];

/**
 * Applies what the cluster ships with, as K3s' deploy controller does at every start of its server: by three-way merge,
 * so that fields which its files don't mention stay as others have set them.
 * @param server is the node whose server applies them: part of the name in the managed fields.
 */
export async function applyAddons(admin: Kubectl, server: string): Promise<void> {
  const manifests = ADDONS.map((file) => readFileSync(resolve(ADDONS_FOLDER, file), "utf8")).join("\n---\n");
  await admin.run(["apply", `--field-manager=deploy@${server}`, "--filename=-"], manifests);
}
