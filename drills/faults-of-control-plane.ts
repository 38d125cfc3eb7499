import { describeFault, type Fault, FAULTY_PARTS } from "../lab/faults/fault";
import { withFault } from "../lab/faults/with-fault";
import { until } from "../tests/support/until";
import { podNetworks, seeArrivals } from "./pod-networks";
import type { Subject } from "./subject";

const REQUEST_SECONDS = 5;

/** etcd and the API server, stopped and frozen: nothing can be written, pods reach each other, and it can be written again. */
export async function controlPlaneFaults(subject: Subject): Promise<void> {
  const { lab, kubectl, pods, progress } = subject;
  const networks = await podNetworks(lab.layout, kubectl, pods);
  for (const part of FAULTY_PARTS) {
    for (const kind of ["stop-part", "freeze-part"] as const) {
      const fault: Fault = { kind, part };
      await progress.step(
        `${describeFault(fault)}: nothing can be written, pods reach each other; then it can`,
        async () => {
          await writable(subject, `before-${kind}-${part}`);
          await withFault(lab, fault, async () => {
            const { exitCode } = await write(subject, `in-${kind}-${part}`);
            if (exitCode === 0) throw new Error(`it can be written while ${describeFault(fault)}`);
            await seeArrivals(networks, () => true);
          });
          await writable(subject, `after-${kind}-${part}`);
        },
      );
    }
  }
}

async function writable(subject: Subject, name: string): Promise<void> {
  await until("it to be writable", async () => {
    const { exitCode, stderr } = await write(subject, name);
    // What was in flight when it was frozen may have been written.
    return exitCode === 0 || /already exists/.test(stderr) || stderr.trim();
  });
}

function write({ kubectl }: Subject, name: string) {
  return kubectl.attempt(["create", "configmap", name, `--request-timeout=${REQUEST_SECONDS}s`]);
}
