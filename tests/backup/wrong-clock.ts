import { readFileSync } from "node:fs";
import { CONTAINERS } from "../../components/backup/names";
import type { Kubectl } from "../../lab/kubectl";
import { apply } from "../support/bare-lab";
import type { DumpJob } from "./backup-under-test";

/** Of Debian's package `libfaketime`, which its package `faketime` comes with. */
const LIBRARY = "libfaketime.so.1";
const LIBRARY_FILE = `/usr/lib/x86_64-linux-gnu/faketime/${LIBRARY}`;
/** The ConfigMap that pods have it from, and where. */
const NAME = "faketime";
const FOLDER = "/faketime";

/** What judges by the time of day. valkey-cli, which takes dumps, hangs under the library. */
const GOING_BY_IT: readonly string[] = [CONTAINERS.keep, CONTAINERS.fetch];

interface Container {
  readonly name: string;
  readonly command: readonly string[];
  readonly volumeMounts?: readonly object[];
}
interface Pod {
  readonly initContainers?: readonly Container[];
  readonly containers: readonly Container[];
  readonly volumes?: readonly object[];
}
interface CronJob {
  readonly spec: { readonly jobTemplate: { readonly spec: { readonly template: { readonly spec: Pod } } } };
}

/**
 * Does something while the clock of a job's programs for keeping and fetching is off, as libfaketime has it: of what asks the C library, as Python
 * does. What is written in Go, rclone and age, goes by the machine's clock.
 * @param off such as `+1d`
 */
export async function whileClockIsOff<T>(
  kubectl: Kubectl,
  namespace: string,
  job: DumpJob,
  off: string,
  work: () => Promise<T>,
): Promise<T> {
  const binaryData = { [LIBRARY]: readFileSync(LIBRARY_FILE).toString("base64") };
  await apply(kubectl, { apiVersion: "v1", kind: "ConfigMap", metadata: { name: NAME, namespace }, binaryData });
  const inNamespace = `--namespace=${namespace}`;
  const { spec } = await kubectl.get<CronJob>("cronjob", job, inNamespace);
  const pod = spec.jobTemplate.spec.template.spec;
  const become = ({ initContainers, containers, volumes }: Pod) => {
    const template = { spec: { initContainers, containers, volumes } };
    const patch = JSON.stringify({ spec: { jobTemplate: { spec: { template } } } });
    return kubectl.run(["patch", "cronjob", job, inNamespace, "--type=merge", `--patch=${patch}`]);
  };
  await become(withClock(pod, off));
  try {
    return await work();
  } finally {
    await become(pod);
  }
}

function withClock(pod: Pod, off: string): Pod {
  const changed = (container: Container): Container => ({
    ...container,
    // Not in the variables of the container: what becomes its user first would leave it a semaphore that this one can't open.
    command: ["/usr/bin/env", `LD_PRELOAD=${FOLDER}/${LIBRARY}`, `FAKETIME=${off}`, ...container.command],
    volumeMounts: [...(container.volumeMounts ?? []), { name: NAME, mountPath: FOLDER, readOnly: true }],
  });
  const changedWhere = (container: Container) =>
    GOING_BY_IT.includes(container.name) ? changed(container) : container;
  return {
    initContainers: (pod.initContainers ?? []).map(changedWhere),
    containers: pod.containers.map(changedWhere),
    volumes: [...(pod.volumes ?? []), { name: NAME, configMap: { name: NAME } }],
  };
}
