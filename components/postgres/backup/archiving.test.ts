/** How much of the log members keep. That it is enough after a failover is shown by the tests of real processes. */
import { describe, expect, it } from "@jest/globals";
import { DEFAULT_TIME_BUDGET } from "../../../stacks/failover-time-budget";
import { memoryPlan } from "../memory";
import { parameters } from "../parameters";
import { memberRepositoryFiles } from "./pgbackrest-configuration";

/** The parameters of three members with volumes of so many MiB. */
function parametersOf(volumeMebibytes: number, isArchiving = true) {
  const memory = memoryPlan({ memoryLimitMebibytes: 2048 });
  return parameters({ replicas: 3, memory, volumeMebibytes, failover: DEFAULT_TIME_BUDGET, isArchiving, given: {} });
}

const REPOSITORY = {
  ...{ bucket: "b", host: "h", port: 443, region: "r", uriStyle: "path" as const },
  ...{ accessKeyId: "id", secretAccessKey: "key", passphrase: "passphrase" },
};

/** The volumes that settings allow, from the least on. */
describe.each([4096, 4097, 20_480, 4_194_304])("on volumes of %i MiB", (volumeMebibytes) => {
  it("every member keeps what may wait on the primary to be archived, and more", () => {
    const kept = Number.parseInt(String(parametersOf(volumeMebibytes).wal_keep_size));
    const queue = /archive-push-queue-max=(\d+)MiB/.exec(
      memberRepositoryFiles(REPOSITORY, volumeMebibytes)["pgbackrest.conf"]!,
    )![1];
    expect(kept).toBe(Number(queue) + 64);
  });

  it("that is less than a slot may hold back, so that the log needs no more room", () => {
    const { wal_keep_size: kept, max_slot_wal_keep_size: held } = parametersOf(volumeMebibytes);
    expect(Number.parseInt(String(kept))).toBeLessThan(Number.parseInt(String(held)));
  });
});

it("where nothing is archived, nothing is kept for it", () => {
  expect(parametersOf(4096, false)).not.toHaveProperty("wal_keep_size");
});
