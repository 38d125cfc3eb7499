import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { runApart } from "../../images/run";
import { fillWithBusybox } from "./pod-image";
import type { ContainerDefaults } from "./image-archive";

/** By this label an image says what it stands in for. */
const LABEL = "gxcoin.money/stand-in";
/** Where a backend service listens that isn't told. */
const PORT = 3000;
/** What a stand-in answers, as its probes ask for it. */
export const ANSWERED: readonly string[] = ["/health", "/readyz"];
const FOLDER = "srv";
const SCRIPT = "stand-in";

/** As the first process of a container it isn't ended by SIGTERM unless it says so. */
const SERVER = `#!/bin/sh
trap 'exit 0' TERM INT
echo "a stand-in: it answers probes on port \${PORT:-${PORT}} and does nothing else"
httpd -f -p "\${PORT:-${PORT}}" -h /${FOLDER} &
wait
`;

/** Starts what the image starts, and asks it what probes ask, in a network of its own. $1 is the root file system. */
const SMOKE_TEST = `ip link set lo up && mount --rbind /dev "$1/dev" && exec chroot "$1" /bin/sh -c '
  PORT=${PORT} /bin/${SCRIPT} &
  for path in ${ANSWERED.join(" ")}; do
    for attempt in $(seq 100); do
      if printf "GET $path HTTP/1.0\\r\\n\\r\\n" | nc 127.0.0.1 ${PORT} | grep -q "^HTTP/1.. 200 "; then continue 2; fi
      usleep 100000
    done
    echo "the stand-in has no answer to $path" && exit 1
  done'`;

/**
 * Makes the root file system of what takes the place of a backend service: it listens on its port, answers its probes and
 * ends when told to.
 * @param root is its folder, not made yet
 * @throws UserError where it doesn't answer
 */
export async function buildStandIn(root: string): Promise<void> {
  await fillWithBusybox(root);
  for (const folder of [FOLDER, "dev"]) mkdirSync(join(root, folder));
  for (const path of ANSWERED) writeFileSync(join(root, FOLDER, path), "a stand-in\n");
  writeFileSync(join(root, "bin", SCRIPT), SERVER, { mode: 0o755 });
  await runApart("unshare", ["--net", "sh", "-c", SMOKE_TEST, "sh", root]);
}

/** How a stand-in's containers run. */
export function standInDefaults(reference: string): ContainerDefaults {
  return { Cmd: [`/bin/${SCRIPT}`], Env: ["PATH=/bin"], User: "1000:1000", Labels: { [LABEL]: reference } };
}
