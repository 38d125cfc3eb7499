import type * as pulumi from "@pulumi/pulumi";

/** What the object store gives to those who keep something in it. */
export interface ObjectStoreAccess {
  /** Host of the server. Buckets are part of the path, not of the host. */
  readonly host: string;
  readonly port: number;
  /** What requests must be signed for. */
  readonly region: string;
  /** Certificate of the authority to trust, PEM. Public. */
  readonly authority: pulumi.Output<string>;
  /** The account that may use a bucket, and no other one. @throws Error for a bucket that isn't declared */
  account(bucket: string): BucketAccount;
  /** The account that may read what is in a bucket, and do nothing else. @throws Error for a bucket that isn't declared */
  reader(bucket: string): BucketAccount;
  /** What stands when the server answers and the buckets are there: pods that use them come after it. */
  readonly ready: pulumi.Resource;
}

/** The keys of a bucket's account. */
export interface BucketAccount {
  readonly accessKeyId: pulumi.Output<string>;
  /** A secret. */
  readonly secretAccessKey: pulumi.Output<string>;
}
