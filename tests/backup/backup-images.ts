import { imageReference } from "../../components/shared/images";
import { BACKUP_TOOLS, ENVIRONMENT } from "../../images/backup-tools/image";
import { imageRootfs } from "../../images/image-rootfs";
import { silent } from "../../toolchain/progress";
import { objectStoreImages } from "../objectstore/object-store-images";
import type { ContainerImage } from "../process-pods/container-start";

/** The images of what keeps backups and of where they are kept, as pods as processes take them. */
export async function backupImages(): Promise<Readonly<Record<string, ContainerImage>>> {
  const rootfs = await imageRootfs("backup-tools", silent);
  return { ...(await objectStoreImages()), [imageReference(BACKUP_TOOLS)]: { rootfs, environment: ENVIRONMENT } };
}
