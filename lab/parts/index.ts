import { apiServer } from "./api-server";
import { controllerManager } from "./controller-manager";
import { etcd } from "./etcd";
import { kwok } from "./kwok";
import { type Part, type PartContext, type PartName } from "./part";
import { scheduler } from "./scheduler";
import { volumeProvisioner } from "./volume-provisioner";

const BUILDERS: Readonly<Record<PartName, (context: PartContext) => Part>> = {
  etcd,
  "api-server": apiServer,
  "controller-manager": controllerManager,
  scheduler,
  "volume-provisioner": volumeProvisioner,
  kwok,
};

/** The description of one process of a lab. */
export function part(name: PartName, context: PartContext): Part {
  return BUILDERS[name](context);
}
