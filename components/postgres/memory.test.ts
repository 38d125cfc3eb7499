/** How a member's memory is divided. That a server under load stays within its limit is not shown here. */
import { describe, expect, it } from "@jest/globals";
import { leastMemoryMebibytes, memoryPlan } from "./memory";

const plan = (memoryLimitMebibytes: number) => memoryPlan({ memoryLimitMebibytes });

describe("a plan", () => {
  it("gives a quarter to shared buffers, and what vacuum, Patroni and archiving leave to connections", () => {
    expect(plan(2048)).toEqual({
      sharedBuffersMebibytes: 512,
      effectiveCacheMebibytes: 1024,
      maintenanceWorkMebibytes: 64,
      workMebibytes: 4,
      maxConnections: 100,
    });
  });

  it.each([512, 1024, 4096, 16_384])("of %d MiB never hands out more than the limit", (limit) => {
    const { sharedBuffersMebibytes, maintenanceWorkMebibytes, maxConnections } = plan(limit);
    const besides = 160 + 48 + 128;
    expect(sharedBuffersMebibytes + 3 * maintenanceWorkMebibytes + 10 * maxConnections + besides).toBeLessThanOrEqual(
      limit,
    );
  });
});

describe("the least limit", () => {
  it.each([1, 54, 200])("for %d sessions has room for them, and one step less hasn't", (sessions) => {
    const least = leastMemoryMebibytes(sessions);
    expect(plan(least).maxConnections).toBeGreaterThanOrEqual(Math.max(25, sessions + 13));
    expect(plan(least - 64).maxConnections).toBeLessThan(Math.max(25, sessions + 13));
  });
});
