import { z } from "zod";

/** Somebody else's S3, as its provider names it. */
export interface ForeignStore {
  readonly endpoint: string;
  readonly region: string;
  /** Whether a bucket is part of the path or of the host. */
  readonly uriStyle: "path" | "host";
  /** Certificate of the authority to trust, PEM; without it, those that Debian trusts. */
  readonly authority?: string | undefined;
  readonly accessKeyId: string;
  /** A secret. */
  readonly secretAccessKey: string;
}

/** Where backups are kept: a bucket of the environment's own object store, or of somebody else's. */
export interface RepositorySettings {
  readonly bucket: string;
  readonly s3?: ForeignStore | undefined;
}

const BUCKET = "must be the name of a bucket: 3 to 63 lower-case letters, digits, dots and hyphens";

/** A value in a configuration where a line is all of it. */
export const oneLine = (what: string) =>
  z.string({ error: `must be ${what}` }).regex(/^[!-~]{1,512}$/, `must be ${what}, without blanks`);

/** The name of a bucket, wherever it is. */
export const bucketName = z.string({ error: BUCKET }).regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, BUCKET);

/** Somebody else's S3, without the bucket. */
export const foreignStore = z.strictObject(
  {
    endpoint: z
      .string({ error: "must be the host of the S3 service, such as s3.example.org" })
      .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/, "must be a host such as s3.example.org, called on port 443"),
    region: oneLine("the region that the bucket is in"),
    uriStyle: z.enum(["path", "host"], { error: "must be path or host: where in its address a bucket is named" }),
    authority: z
      .string({ error: "must be the certificate of the authority to trust, PEM" })
      .regex(/^-----BEGIN CERTIFICATE-----\n[^]+-----END CERTIFICATE-----\n?$/, "must be a certificate, PEM")
      .optional(),
    accessKeyId: oneLine("the id of the account's access key"),
    secretAccessKey: oneLine("the account's secret access key"),
  },
  { error: "must be a map with endpoint, region, uriStyle, accessKeyId and secretAccessKey" },
);

/** The part `repository` of a section that has backups kept. */
export const repositorySettings: z.ZodType<RepositorySettings> = z.strictObject(
  {
    bucket: bucketName,
    s3: foreignStore.optional(),
  },
  { error: "must be a map with bucket and, for somebody else's S3, s3" },
);
