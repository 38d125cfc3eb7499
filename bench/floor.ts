import { join } from "node:path";
import { makePrivateFolder, writePrivately } from "../lab/files";
import { type LabStack, openLabStack, type StackTarget } from "../lab/lab-stack";
import type { Bench } from "./bench-lab";

const PROGRAM = join(__dirname, "floor-program");
/** A policy pack without policies: what it costs, every pack costs. */
export const EMPTY_POLICY_PACK = join(__dirname, "empty-policy-pack");

/** A Kubernetes object as one plain resource, as bench/floor-program registers it. */
export interface FloorObject {
  readonly name: string;
  /** Pulumi's type token, such as `kubernetes:apps/v1:Deployment`. */
  readonly type: string;
  /** Null stands for a value that a preview can't know. */
  readonly inputs: unknown;
}

/**
 * A stack of a program that registers these objects and nothing else, with state of its own.
 *
 * @param access the kubeconfig it uses, if not the lab's own
 */
export function openFloor(
  { lab, toolchain }: Pick<Bench, "lab" | "toolchain">,
  objects: readonly FloorObject[],
  access: Pick<StackTarget, "kubeconfigPath"> = lab,
): Promise<LabStack> {
  const folder = join(lab.folder, "floor");
  makePrivateFolder(folder);
  const objectsFile = join(folder, "objects.json");
  writePrivately(objectsFile, JSON.stringify(objects));
  return openLabStack({ ...lab, ...access, folder }, toolchain, "mainnet", { objectsFile }, PROGRAM);
}
