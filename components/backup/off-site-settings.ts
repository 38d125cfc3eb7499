import { z } from "zod";
import { wholeNumber } from "../../stacks/fields";
import { bucketName, foreignStore, type ForeignStore, oneLine } from "../objectstore/repository-settings";

/** Google Drive, as a client of one's own reaches it for an account. */
export interface DriveSettings {
  readonly clientId: string;
  /** A secret. */
  readonly clientSecret: string;
  /** What `rclone authorize` prints: JSON with a refresh token. A secret. */
  readonly token: string;
  /** Id of the shared drive; without it, the account's own drive. */
  readonly sharedDrive?: string | undefined;
}

/** A bucket of somebody else's S3. */
export interface OffSiteBucket extends ForeignStore {
  readonly bucket: string;
}

/** Where copies of backups go that survive the loss of all servers: one of `s3` and `drive`. */
export interface OffSiteSettings {
  /** Folder at the destination, with `/` between its parts. */
  readonly folder: string;
  /** Copies are kept for so long. */
  readonly keepDays: number;
  readonly s3?: OffSiteBucket | undefined;
  readonly drive?: DriveSettings | undefined;
}

const FOLDER =
  "must be a folder such as GX-Infrastructure-Backups/mainnet: without a / at its begin or end, and without ..";
const DESTINATION = "name one destination, with its credentials: s3 or drive";

const drive = z.strictObject(
  {
    clientId: oneLine("the id of an OAuth client of your own"),
    clientSecret: oneLine("the secret of that client"),
    token: z
      .string({ error: "must be the line of JSON that rclone authorize prints" })
      .refine(hasRefreshToken, "must be the line of JSON that rclone authorize prints, with a refresh_token"),
    sharedDrive: oneLine("the id of a shared drive").optional(),
  },
  { error: "must be a map with clientId, clientSecret and token" },
);

/** The part `offSite` of the section `gx:backup`. */
export const offSiteSettings: z.ZodType<OffSiteSettings> = z
  .strictObject(
    {
      folder: z.string({ error: FOLDER }).regex(/^(?!.*(^|\/)\.{1,2}(\/|$))[\w.-]+(\/[\w.-]+)*$/, FOLDER),
      keepDays: wholeNumber(1, 3650, "days for which copies are kept"),
      s3: foreignStore.extend({ bucket: bucketName }).optional(),
      drive: drive.optional(),
    },
    { error: "must be a map with folder, keepDays, and s3 or drive" },
  )
  .refine(({ s3, drive: ofDrive }) => (s3 === undefined) !== (ofDrive === undefined), DESTINATION);

/** Where it is, for people. */
export function offSiteAddress({ s3, folder }: OffSiteSettings): string {
  return s3 ? `${s3.bucket}/${folder} at ${s3.endpoint}` : `${folder} in Google Drive`;
}

function hasRefreshToken(text: string): boolean {
  // A line of a configuration is all of it.
  if (/[\r\n]/.test(text)) return false;
  try {
    const token = JSON.parse(text) as { readonly refresh_token?: unknown } | null;
    return typeof token?.refresh_token === "string" && token.refresh_token !== "";
  } catch {
    return false;
  }
}
