/** Settings of somebody else's S3, complete, for tests of what becomes of them: none is called. */
export const FOREIGN_STORE = {
  endpoint: "s3.example.org",
  region: "eu",
  uriStyle: "path",
  accessKeyId: "gx",
  secretAccessKey: "generated-in-a-test",
} as const;
