import { OBJECTSTORE_IMAGE } from "../../images/objectstore/image";
import type { Workload } from "../../stacks/workload";
import { together } from "../shared/container-resources";
import { CLAIM, OBJECT_STORE, PORTS } from "./names";
import { CONTAINERS, KEEPER_RESOURCES } from "./server-pod";
import type { ObjectStoreSettings } from "./settings";

/** The one workload of the object store. Who uses a bucket calls it, and says so itself. */
export function objectStoreWorkloads({ volumeMebibytes, resources }: ObjectStoreSettings): readonly Workload[] {
  return [
    {
      name: OBJECT_STORE,
      component: "object-store",
      namespace: "backend",
      controller: "StatefulSet",
      // What it keeps is a copy already: docs/adr/0015-an-object-store-of-its-own.md.
      replicas: 1,
      setting: "gx:objectstore",
      images: { [CONTAINERS.server]: OBJECTSTORE_IMAGE, [CONTAINERS.keeper]: OBJECTSTORE_IMAGE },
      ports: PORTS,
      resources: together(resources, KEEPER_RESOURCES),
      priority: "data",
      placement: { on: "environment" },
      volumes: [{ name: CLAIM, sizeMebibytes: volumeMebibytes }],
      holdsCopies: "nothing but backups of what stands; a copy elsewhere is to come",
    },
  ];
}
