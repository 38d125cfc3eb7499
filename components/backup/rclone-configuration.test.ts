/** What rclone is told, line by line. That it takes and does it is shown by the tests of real processes. */
import { expect, it } from "@jest/globals";
import type { RepositoryAccess } from "../objectstore/repository";
import { rcloneFiles } from "./rclone-configuration";

const OWN: RepositoryAccess = {
  bucket: "dumps",
  host: "objectstore.backend-mainnet.svc",
  port: 7070,
  region: "us-east-1",
  uriStyle: "path",
  authority: "the authority",
  accessKeyId: "id",
  secretAccessKey: "secret key",
};

it("is the environment's own store, and whom to trust", () => {
  expect(rcloneFiles(OWN)).toEqual({
    "rclone.conf": [
      "[store]",
      "type = s3",
      "provider = Other",
      "env_auth = false",
      "access_key_id = id",
      "secret_access_key = secret key",
      "region = us-east-1",
      "endpoint = https://objectstore.backend-mainnet.svc:7070",
      "force_path_style = true",
      "no_check_bucket = true",
      "",
    ].join("\n"),
    bucket: "dumps",
    "ca.crt": "the authority",
  });
});

it("is somebody else's, whom Debian trusts", () => {
  const files = rcloneFiles({ ...OWN, authority: undefined, uriStyle: "host", host: "s3.example.org", port: 443 });
  expect(Object.keys(files)).toEqual(["rclone.conf", "bucket"]);
  expect(files["rclone.conf"]).toContain("endpoint = https://s3.example.org:443\nforce_path_style = false\n");
});
