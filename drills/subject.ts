import type { Kubectl } from "../lab/kubectl";
import type { RealLab } from "../lab/nodes/real-lab";
import type { Progress } from "../toolchain/progress";
import type { ProbePod } from "./probe-pods";

/** What faults are done to: a lab with a pod on each node, the first on the first. */
export interface Subject {
  readonly lab: RealLab;
  readonly kubectl: Kubectl;
  readonly pods: readonly ProbePod[];
  readonly progress: Progress;
}
