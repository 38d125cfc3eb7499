/** That a namespace's adoption ends. */
import { describe, expect, it } from "@jest/globals";
import { committedEnvironment } from "../../tests/support/stack-file";
import { adoptionStageNotices } from "./adoption-stages";

const environment = committedEnvironment("mainnet");
const adoption = {
  withheld: ["pod-security", "limits"],
  reason: "databases run as root",
  until: "2026-12-31",
} as const;
const adopting = {
  ...environment,
  namespaces: { ...environment.namespaces, backend: { ...environment.namespaces.backend!, adoption } },
};

describe("a namespace's adoption", () => {
  it("is told of up to its last day", () => {
    expect(adoptionStageNotices(adopting, new Date("2026-12-31T23:59:59Z"))).toEqual([
      "namespace backend-mainnet is being adopted: pod-security and limits withheld until 2026-12-31",
    ]);
  });

  it("is refused from the day after", () => {
    expect(() => adoptionStageNotices(adopting, new Date("2027-01-01T00:00:00Z"))).toThrow(
      'gx:namespaces.backend.adoption.until is "2026-12-31": the stage has ended',
    );
  });

  it("is nothing to speak of where nothing is withheld", () => {
    expect(adoptionStageNotices(environment, new Date("2027-01-01T00:00:00Z"))).toEqual([]);
  });
});
