import { imageReference } from "../../components/shared/images";
import { imageRootfs } from "../../images/image-rootfs";
import { ENVIRONMENT, OBJECTSTORE_IMAGE } from "../../images/objectstore/image";
import { silent } from "../../toolchain/progress";
import type { ContainerImage } from "../process-pods/container-start";

/** The image of the object store, as pods as processes take it. */
export async function objectStoreImages(): Promise<Readonly<Record<string, ContainerImage>>> {
  const rootfs = await imageRootfs("objectstore", silent);
  return { [imageReference(OBJECTSTORE_IMAGE)]: { rootfs, environment: ENVIRONMENT } };
}
