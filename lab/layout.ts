import { resolve } from "node:path";

import { UserError } from "../toolchain/user-error";

/** Name of the lab that is meant when none is given. */
export const DEFAULT_LAB_NAME = "gx";
/** Where labs are kept: `$GX_LABS_DIR`, or else `.lab` in the checkout (git-ignored). */
export const LABS_FOLDER = resolve(process.env["GX_LABS_DIR"] || resolve(__dirname, "..", ".lab"));
/** What a lab's name may look like: it becomes a folder. */
const LAB_NAME = /^[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?$/;

/** Where everything of one lab lies. Absolute paths. */
export interface LabLayout {
  readonly name: string;
  readonly folder: string;
  /** Beside the folder, not in it: it must outlive the folder's removal. */
  readonly lockFile: string;
  readonly stateFile: string;
  readonly pkiFolder: string;
  /** One kubeconfig for each identity but the administrator's. */
  readonly kubeconfigsFolder: string;
  readonly etcdFolder: string;
  /** The stages that nodes and pods go through. */
  readonly stagesFolder: string;
  readonly logsFolder: string;
  /** The records of the running processes. */
  readonly runFolder: string;
  readonly cacheFolder: string;
  /** The administrator's kubeconfig: what users, tests and the deployment are given. */
  readonly kubeconfigPath: string;
}

/** Whether a lab could be called this. */
export function isLabName(name: string): boolean {
  return LAB_NAME.test(name);
}

/**
 * The layout of the lab called `name` below `labsFolder`. Touches nothing.
 * @throws UserError if the name could not be a folder's name everywhere.
 */
export function labLayout(labsFolder: string, name: string): LabLayout {
  if (!isLabName(name)) {
    throw new UserError(
      `lab name "${name}" is not usable: give up to 32 lower-case letters, digits and inner hyphens, such as "${DEFAULT_LAB_NAME}"`,
    );
  }
  const folder = resolve(labsFolder, name);
  const inside = (entry: string) => resolve(folder, entry);
  return {
    name,
    folder,
    lockFile: resolve(labsFolder, `${name}.lock`),
    stateFile: inside("lab.json"),
    pkiFolder: inside("pki"),
    kubeconfigsFolder: inside("kubeconfigs"),
    etcdFolder: inside("etcd"),
    stagesFolder: inside("stages"),
    logsFolder: inside("logs"),
    runFolder: inside("run"),
    cacheFolder: inside("cache"),
    kubeconfigPath: inside("kubeconfig"),
  };
}
