import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";

import { FOLDERS } from "../../components/postgres/names";
import { findContainer, killContainer, processesOfContainer } from "../../lab/faults/containers";
import { SERVER } from "../../tests/postgres/database-under-test";
import type { DatabaseInPods } from "../postgres/database";

/** Stops all members at the same moment, deletes all that is on their volumes, and kills them: whoever starts again finds nothing. */
export async function loseVolumes({ lab, kubectl, namespace, members }: DatabaseInPods): Promise<void> {
  const containers = await Promise.all(
    members.map((member) => findContainer(kubectl, `${namespace}/${member}/${SERVER}`)),
  );
  const processes = containers.map((container) => processesOfContainer(lab.layout, container));
  for (const pid of processes.flat()) process.kill(pid, "SIGSTOP");
  for (const [first] of processes) {
    const volume = join(`/proc/${first ?? ""}/root`, FOLDERS.data);
    for (const entry of readdirSync(volume)) rmSync(join(volume, entry), { recursive: true });
  }
  for (const container of containers) killContainer(lab.layout, container);
}
