/** What members and jobs mount of what backups are made with: each what it needs, and no secret of another. */
import { beforeAll, describe, expect, it } from "@jest/globals";
import { named } from "../../../tests/support/recorded-environment";
import type { RecordedResource } from "../../../tests/support/recorded-resources";
import { mainnet, podOf } from "./recorded-backups";

let resources: readonly RecordedResource[];
beforeAll(async () => void ({ resources } = await mainnet({})));

/** What the container of a pod mounts, by folder, and the Secret that it comes from, if any. */
function mounts(resource: RecordedResource, container: string): Readonly<Record<string, string>> {
  const pod = podOf(resource);
  const volumes = new Map(
    (pod.volumes as readonly { name: string; secret?: { secretName: string } }[]).map(({ name, secret }) => [
      name,
      secret?.secretName ?? name,
    ]),
  );
  const { volumeMounts } = pod.containers.find(({ name }) => name === container)!;
  return Object.fromEntries(volumeMounts.map(({ mountPath, name }) => [mountPath, volumes.get(name) ?? name]));
}

describe("what each mounts", () => {
  it("is for a member's server the repository, and for the container that sends its files none of its secrets", () => {
    const members = named(resources, "postgres-statefulset");
    expect(mounts(members, "postgres")).toMatchObject({
      "/etc/pgbackrest": "postgres-repository",
      "/var/spool/pgbackrest": "spool",
    });
    expect(mounts(members, "repository-server")).toEqual({
      "/var/lib/postgresql/data": "postgres-storage",
      "/tls/server": "postgres-server-tls",
      "/run/postgresql": "socket",
      "/tmp": "repository-server-tmp",
    });
    const server = podOf(members).containers.find(({ name }) => name === "repository-server")!;
    expect(server.volumeMounts.find(({ mountPath }) => mountPath === "/var/lib/postgresql/data")?.readOnly).toBe(true);
  });

  it.each(["postgres-backup-start-job", "postgres-backup-full-cronjob", "postgres-backup-differential-cronjob"])(
    "is for %s the certificate by which members let it copy, and no other",
    (name) => {
      expect(mounts(named(resources, name), "backup")).toEqual({
        "/etc/pgbackrest": "postgres-backup-repository",
        "/var/spool/pgbackrest": "spool",
        "/etc/backup": "configuration",
        "/tls/backup": "postgres-backup-tls",
        "/tmp": "tmp",
      });
    },
  );

  it("is for the test that restores the administrator's certificate, and room for a member's volume", () => {
    const test = named(resources, "postgres-restore-test-cronjob");
    expect(mounts(test, "backup")).toEqual({
      "/etc/pgbackrest": "postgres-backup-repository",
      "/var/spool/pgbackrest": "spool",
      "/etc/backup": "configuration",
      "/tls/admin": "postgres-reconcile-admin-tls",
      "/var/lib/postgresql/data": "restored",
      "/run/postgresql": "socket",
      "/tmp": "tmp",
    });
    expect(podOf(test).volumes).toContainEqual({ name: "restored", emptyDir: { sizeLimit: "20Gi" } });
  });
});
