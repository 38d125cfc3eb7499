/** That the end of a privilege is told of before it refuses a change. */
import { expect, it } from "@jest/globals";
import { committedEnvironment } from "../../tests/support/stack-file";
import { privilegeNotices } from "./privilege-notices";

const { namespaces } = committedEnvironment("mainnet");
const privileged = { reason: "reads the servers", until: "2027-11-30" };
const environment = { namespaces: { ...namespaces, hosts: { ...namespaces.hosts!, privileged } } };

it("is told of from 60 days before its last day on", () => {
  expect(privilegeNotices(environment, new Date("2027-09-30T23:59:59Z"))).toEqual([]);
  for (const day of ["2027-10-01", "2027-11-30", "2027-12-24"]) {
    expect(privilegeNotices(environment, new Date(`${day}T00:00:00Z`))).toEqual([
      expect.stringContaining("namespace hosts may be privileged up to and including 2027-11-30"),
    ]);
  }
});
