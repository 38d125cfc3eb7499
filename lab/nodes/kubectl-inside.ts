import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { type Kubectl, kubectlFor } from "../kubectl";
import type { RealLab } from "./real-lab";

/** kubectl as the lab's administrator, by a program in the lab's folder that runs it inside the lab's network. */
export function kubectlInside({ inside, kubectl, layout }: RealLab): Kubectl {
  const kubectlPath = join(layout.cacheFolder, "kubectl-inside");
  writeFileSync(kubectlPath, `#!/bin/sh\nexec ${[...inside, kubectl[0]].join(" ")} "$@"\n`, { mode: 0o700 });
  return kubectlFor({ kubectlPath, kubeconfigPath: layout.kubeconfigPath, cacheFolder: layout.cacheFolder });
}
