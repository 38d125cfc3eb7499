import { foreignAccess, type RepositoryAccess } from "../objectstore/repository";
import { REMOTE, STORE_AUTHORITY_FILE } from "./names";
import type { OffSiteKey } from "./off-site-key";
import type { DriveSettings, OffSiteSettings } from "./off-site-settings";

/** What rclone calls the destination off-site, of which {@link REMOTE} shows what is encrypted there. */
const DESTINATION = "destination";

type Options = Readonly<Record<string, string>>;

/** The files by which rclone reaches a bucket. Secrets. */
export function rcloneFiles(access: RepositoryAccess): Readonly<Record<string, string>> {
  return files({ [REMOTE]: s3Options(access) }, access.bucket, access.authority);
}

/**
 * The files by which rclone reaches what it encrypts off-site. Secrets.
 *
 * @param bucket whose copies they are: a folder below the destination's, its name encrypted too
 */
export function offSiteFiles(
  { folder, s3, drive }: OffSiteSettings,
  key: OffSiteKey,
  bucket: string,
): Readonly<Record<string, string>> {
  const options = s3 ? s3Options(foreignAccess(s3.bucket, s3)) : driveOptions(drive!);
  const path = s3 ? `${s3.bucket}/${folder}` : folder;
  const encrypted = { type: "crypt", remote: `${DESTINATION}:${path}`, ...key };
  return files({ [DESTINATION]: options, [REMOTE]: encrypted }, bucket, s3?.authority);
}

function s3Options(access: RepositoryAccess): Options {
  return {
    type: "s3",
    provider: "Other",
    env_auth: "false",
    access_key_id: access.accessKeyId,
    secret_access_key: access.secretAccessKey,
    region: access.region,
    endpoint: `https://${access.host}:${access.port}`,
    force_path_style: String(access.uriStyle === "path"),
    // It is declared, and its account may make none.
    no_check_bucket: "true",
  };
}

function driveOptions({ clientId, clientSecret, token, sharedDrive }: DriveSettings): Options {
  return {
    type: "drive",
    client_id: clientId,
    client_secret: clientSecret,
    // Only what this client made itself.
    scope: "drive.file",
    token,
    ...(sharedDrive !== undefined && { team_drive: sharedDrive }),
  };
}

function files(
  remotes: Readonly<Record<string, Options>>,
  bucket: string,
  authority: string | undefined,
): Readonly<Record<string, string>> {
  const sections = Object.entries(remotes).map(([name, options]) =>
    [`[${name}]`, ...Object.entries(options).map(([option, value]) => `${option} = ${value}`), ""].join("\n"),
  );
  return {
    "rclone.conf": sections.join("\n"),
    bucket,
    ...(authority !== undefined && { [STORE_AUTHORITY_FILE]: authority }),
  };
}
