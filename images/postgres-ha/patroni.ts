import { copyFile, mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { machinePipSettings } from "../pip-settings";
import type { BuildRun } from "../recipe";
import { runApart } from "../run";

/** The virtual environment in the image. */
const VENV = "/opt/patroni";
/** Where the build's own files are while it runs, in the image. */
const BUILD_FOLDER = "/run/build";

/**
 * Makes the virtual environment that holds Patroni: from requirements.txt, each file checked against its hash, with Debian's
 * psycopg2. pip and setuptools go afterwards: nothing is installed in a container.
 */
export async function installPatroni(root: string, { signal }: BuildRun): Promise<void> {
  const { environment, certificates } = await machinePipSettings(signal);
  const folder = join(root, BUILD_FOLDER);
  await mkdir(folder, { recursive: true });
  await copyFile(join(__dirname, "requirements.txt"), join(folder, "requirements.txt"));
  await copyFile("/etc/resolv.conf", join(root, "etc/resolv.conf"));
  if (certificates !== undefined) await copyFile(certificates, join(folder, "certificates.pem"));
  // Not this machine's environment: its paths lead nowhere in there.
  const env = {
    PATH: "/usr/sbin:/usr/bin:/sbin:/bin",
    LANG: "C.UTF-8",
    ...environment,
    ...(certificates === undefined ? {} : { PIP_CERT: `${BUILD_FOLDER}/certificates.pem` }),
  };
  const inside = (...command: string[]) => runApart("chroot", [root, ...command], { env, signal });
  const python = `${VENV}/bin/python`;
  const pip = (...words: string[]) =>
    inside(python, "-m", "pip", "--no-cache-dir", "--disable-pip-version-check", ...words);
  await inside("python3", "-m", "venv", "--system-site-packages", VENV);
  await pip(
    ...["install", "--no-compile", "--no-build-isolation", "--require-hashes"],
    ...["--requirement", `${BUILD_FOLDER}/requirements.txt`],
  );
  await pip("uninstall", "--yes", "--quiet", "setuptools", "pip");
  // The root file system is read-only, so Python can't keep its byte code; checked by hash it doesn't depend on times.
  await inside(python, "-m", "compileall", "-q", "--invalidation-mode", "unchecked-hash", `${VENV}/lib`);
  await rm(folder, { recursive: true });
}
