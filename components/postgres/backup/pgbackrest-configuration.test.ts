/** What pgBackRest is told, line by line. That it takes and does it is shown by the tests of real processes. */
import { describe, expect, it } from "@jest/globals";
import { jobRepositoryFiles, type KnownRepository, memberRepositoryFiles } from "./pgbackrest-configuration";

const REPOSITORY: KnownRepository = {
  bucket: "postgres-backup",
  host: "objectstore.backend-mainnet.svc",
  port: 7070,
  region: "us-east-1",
  uriStyle: "path",
  authority: "the authority",
  accessKeyId: "id",
  secretAccessKey: "secret key",
  passphrase: "passphrase",
};

const COMMON = [
  "[global]",
  "repo1-type=s3",
  "repo1-path=/postgres",
  "repo1-s3-bucket=postgres-backup",
  "repo1-s3-endpoint=objectstore.backend-mainnet.svc",
  "repo1-storage-port=7070",
  "repo1-s3-region=us-east-1",
  "repo1-s3-uri-style=path",
  "repo1-s3-key=id",
  "repo1-s3-key-secret=secret key",
  "repo1-storage-ca-file=/etc/pgbackrest/repository-ca.crt",
  "repo1-cipher-type=aes-256-cbc",
  "repo1-cipher-pass=passphrase",
  "compress-type=zst",
  "process-max=2",
  "spool-path=/var/spool/pgbackrest",
  "lock-path=/tmp/pgbackrest",
  "log-level-console=info",
  "log-level-file=off",
];

describe("a member", () => {
  it("archives in the background, and gives up some of the log before its volume is full", () => {
    expect(memberRepositoryFiles(REPOSITORY, 20_480)).toEqual({
      "pgbackrest.conf": [
        ...COMMON,
        "archive-async=y",
        "archive-timeout=15",
        "archive-push-queue-max=2560MiB",
        "",
        "[postgres]",
        "pg1-path=/var/lib/postgresql/data/pgdata",
        "pg1-socket-path=/run/postgresql",
        "",
      ].join("\n"),
      "repository-ca.crt": "the authority",
    });
  });
});

describe("a job", () => {
  it("keeps what any moment of the window needs, and is told of no member", () => {
    expect(jobRepositoryFiles(REPOSITORY, 7)["pgbackrest.conf"]).toBe(
      [
        ...COMMON,
        "repo1-bundle=y",
        "repo1-retention-full-type=time",
        "repo1-retention-full=7",
        "start-fast=y",
        "archive-timeout=180",
        "db-timeout=600",
        "protocol-timeout=660",
        "",
      ].join("\n"),
    );
  });

  it("trusts whom the image trusts where no authority is given", () => {
    const files = jobRepositoryFiles({ ...REPOSITORY, authority: undefined, uriStyle: "host", port: 443 }, 7);
    expect(Object.keys(files)).toEqual(["pgbackrest.conf"]);
    expect(files["pgbackrest.conf"]).not.toContain("repo1-storage-ca-file");
    expect(files["pgbackrest.conf"]).toContain("repo1-s3-uri-style=host\n");
  });
});
