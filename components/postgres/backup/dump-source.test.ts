/** What backups are told of the database's dump. That it is taken and restored is shown by the image's tests. */
import { describe, expect, it } from "@jest/globals";
import { POSTGRES_HA } from "../../../images/postgres-ha/image";
import { longestIntervalMinutes, parseCronSchedule } from "../../shared/cron-schedule";
import { postgresDumpSource } from "./dump-source";

const three = postgresDumpSource({ replicas: 3, volumeMebibytes: 20_480 }, "backend-mainnet");
const one = postgresDumpSource({ replicas: 1, volumeMebibytes: 10_240 }, "backend-testnet");

describe("the dump", () => {
  it("asks the members, by names that their certificate has", () => {
    expect(three.facts).toMatchObject({
      host: ["postgres-0", "postgres-1", "postgres-2"]
        .map((name) => `${name}.postgres-headless.backend-mainnet.svc`)
        .join(),
      port: 5432,
    });
    expect(one.facts).toMatchObject({ host: "postgres-0.postgres-headless.backend-testnet.svc", port: 5432 });
  });

  it("is told all that the image's program asks for, and nothing else", () => {
    expect(Object.keys(three.facts).sort()).toEqual(["database", "host", "port", "role"]);
    expect(three.facts).toMatchObject({ database: "gx_protocol", role: "dumper" });
  });

  it("has its certificate from the database, and calls nobody but it", () => {
    expect(three.dump.volumes).toMatchObject([{ secret: { secretName: "postgres-dump-tls" } }]);
    expect(three.dump.mounts).toMatchObject([{ mountPath: "/tls/dump", readOnly: true }]);
    expect(three.dump.calls).toMatchObject([{ to: ["postgres"], port: "sql" }]);
  });

  it("is taken as often as what may be lost says, and is younger than that twice over when it is tested", () => {
    const minutes = longestIntervalMinutes([parseCronSchedule(three.schedule)!]);
    expect(minutes).toBeLessThanOrEqual(three.recoveryPointHours * 60);
    expect(three.mostAgeHours * 60).toBeGreaterThanOrEqual(2 * minutes);
  });
});

describe("the proof", () => {
  it("is made by the image that took it, and calls nobody", () => {
    expect([three.image, three.prove.command]).toEqual([POSTGRES_HA, ["/opt/gx/prove-dump"]]);
    expect(three.prove.calls).toEqual([]);
  });

  it("has room for the whole database", () => {
    expect(three.prove.volumes).toEqual([{ name: "restored", emptyDir: { sizeLimit: "20Gi" } }]);
    expect(three.prove.mounts).toEqual([{ name: "restored", mountPath: "/var/lib/postgresql/data" }]);
  });
});
