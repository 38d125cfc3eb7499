import { join } from "node:path";

import { ADVERTISED_API_ADDRESS } from "../cluster-constants";
import { writePrivately } from "../files";
import { launch, processFiles } from "../process";
import type { RealLayout } from "./real-layout";

/** No name is known here. A refusal wouldn't do: most programs wait for seconds before they believe one. */
const COREFILE = `.:53 {
    bind ${ADVERTISED_API_ADDRESS}
    template ANY ANY {
        rcode NXDOMAIN
    }
}
`;

/**
 * Starts, in the frame, whom CoreDNS in pods and the nodes ask for names that aren't the cluster's: it says at once that there
 * are none.
 * @param coredns the program's path
 */
export async function startOtherNames(layout: RealLayout, coredns: string): Promise<void> {
  const corefile = join(layout.runFolder, "other-names.corefile");
  writePrivately(corefile, COREFILE);
  await launch(processFiles(layout, "other-names"), [coredns, "-conf", corefile], layout.folder);
}
