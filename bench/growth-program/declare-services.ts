import * as pulumi from "@pulumi/pulumi";
import { IMAGES } from "../../stacks/versions";
import {
  API_SERVICE_NAMES,
  SERVICE_NAMES,
  type ServiceName,
  WORKER_NAMES,
  WORKLOAD_NAMES,
  WORKLOADS,
} from "../../stacks/workloads";
import { originalOf } from "../service-copies";

/**
 * Declares every service that the stack file names beyond those there are: each is a copy, with workload, image and flows
 * of its own. Loaded before anything derives from the lists.
 */
for (const name of Object.keys(new pulumi.Config("gx").requireObject<object>("services"))) {
  const original = originalOf(name);
  if (name === original) continue;
  Object.assign(WORKLOADS, { [name]: WORKLOADS[original] });
  Object.assign(IMAGES, { [name]: IMAGES[original] });
  const isWorker = (WORKER_NAMES as readonly string[]).includes(original);
  for (const list of [WORKLOAD_NAMES, SERVICE_NAMES, isWorker ? WORKER_NAMES : API_SERVICE_NAMES]) {
    (list as unknown as ServiceName[]).push(name as ServiceName);
  }
}
