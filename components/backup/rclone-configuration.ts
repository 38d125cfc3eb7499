import type { RepositoryAccess } from "../objectstore/repository";
import { REMOTE, STORE_AUTHORITY_FILE } from "./names";

/** The files by which rclone reaches a bucket. Secrets. */
export function rcloneFiles(access: RepositoryAccess): Readonly<Record<string, string>> {
  const options = {
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
  return {
    "rclone.conf": [
      `[${REMOTE}]`,
      ...Object.entries(options).map(([option, value]) => `${option} = ${value}`),
      "",
    ].join("\n"),
    bucket: access.bucket,
    ...(access.authority !== undefined && { [STORE_AUTHORITY_FILE]: access.authority }),
  };
}
