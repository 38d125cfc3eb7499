import { z } from "zod";
import { month, resources, wholeNumber } from "../../stacks/fields";
import type { ResourceSpec } from "../shared/container-resources";
import { HEALTH } from "./names";

/** What a bucket is to be. */
export interface BucketSettings {
  /** For how many days what was overwritten or deleted can be had back; without it, it is gone at once. */
  readonly earlierVersionsDays?: number | undefined;
}

/** Settings of the object store. */
export interface ObjectStoreSettings {
  /** Room for all buckets together, with their earlier versions. */
  readonly volumeMebibytes: number;
  /** Of the server; the keeper has its own besides. */
  readonly resources: ResourceSpec;
  /** Month from whose first day the server's certificate is valid, as `YYYY-MM`: a later one renews it. */
  readonly certificatesFrom: string;
  /** Counted up by one to have new keys. */
  readonly keyGeneration: number;
  /** The buckets, by name. */
  readonly buckets: Readonly<Record<string, BucketSettings>>;
}

const BUCKET_NAME = "must be 3 to 63 lower-case letters, digits and hyphens, the first and the last no hyphen";
/** What S3 keeps for names of its own. */
const RESERVED = /^(xn--|sthree-|amzn-s3-demo-)|(-s3alias|--ol-s3|--x-s3|--table-s3)$/;

const bucketName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/, BUCKET_NAME)
  .refine((name) => !RESERVED.test(name), "begins or ends as S3's own names do: choose another")
  .refine((name) => name !== HEALTH, "is what the server answers by itself: choose another");

const bucket = z.strictObject(
  {
    earlierVersionsDays: wholeNumber(
      1,
      3650,
      "days for which earlier versions are kept; left out, none are",
    ).optional(),
  },
  { error: "must be a map, empty where no earlier versions are kept" },
);

/** The section `gx:objectstore`. An environment without it has no object store. */
export const objectStoreSettings: z.ZodType<ObjectStoreSettings | undefined> = z
  .strictObject(
    {
      volumeMebibytes: wholeNumber(1024, 4_194_304, "MiB of the volume"),
      resources,
      certificatesFrom: month,
      keyGeneration: wholeNumber(1, 1_000_000, "counted up by one to have new keys").default(1),
      buckets: z.record(bucketName, bucket, { error: "must be a map of buckets by name" }),
    },
    { error: "must be a map with volumeMebibytes, resources, certificatesFrom and buckets" },
  )
  .optional();
