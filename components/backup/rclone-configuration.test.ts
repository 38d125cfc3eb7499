/** What rclone is told, line by line. That it takes and does it is shown by the tests of real processes. */
import { describe, expect, it } from "@jest/globals";
import type { RepositoryAccess } from "../objectstore/repository";
import { offSiteFiles, rcloneFiles } from "./rclone-configuration";

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

describe("off-site", () => {
  const key = { password: "obscured", password2: "obscured too" };
  const place = { folder: "GX-Infrastructure-Backups/mainnet", keepDays: 30 };

  it("is what rclone encrypts in a folder of somebody else's bucket", () => {
    const { region, uriStyle, accessKeyId, secretAccessKey } = OWN;
    const s3 = { region, uriStyle, accessKeyId, secretAccessKey, bucket: "gx", endpoint: "s3.example.org" };
    const files = offSiteFiles({ ...place, s3: { ...s3, authority: "another" } }, key, "dumps");
    expect(files).toMatchObject({ bucket: "dumps", "ca.crt": "another" });
    expect(files["rclone.conf"]).toMatch(
      /^\[destination\]\ntype = s3\n[^[]*endpoint = https:\/\/s3\.example\.org:443\n/,
    );
    expect(files["rclone.conf"]).toContain(
      "\n\n[store]\ntype = crypt\nremote = destination:gx/GX-Infrastructure-Backups/mainnet\n" +
        "password = obscured\npassword2 = obscured too\n",
    );
  });

  it("is Google Drive, where its client sees what it made itself", () => {
    const drive = { clientId: "client", clientSecret: "of it", token: '{"refresh_token":"r"}', sharedDrive: "0AbC" };
    expect(offSiteFiles({ ...place, drive }, key, "dumps")).toEqual({
      "rclone.conf": [
        "[destination]",
        "type = drive",
        "client_id = client",
        "client_secret = of it",
        "scope = drive.file",
        'token = {"refresh_token":"r"}',
        "team_drive = 0AbC",
        "",
        "[store]",
        "type = crypt",
        "remote = destination:GX-Infrastructure-Backups/mainnet",
        "password = obscured",
        "password2 = obscured too",
        "",
      ].join("\n"),
      bucket: "dumps",
    });
  });
});
