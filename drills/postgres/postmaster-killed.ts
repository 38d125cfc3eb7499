import { findContainer, processesOfContainer } from "../../lab/faults/containers";
import { SERVER } from "../../tests/postgres/database-under-test";
import { POSTMASTER } from "../../tests/postgres/processes";
import { commandLine } from "../lab-processes";
import { type Scenario, takenOver } from "../scenarios/scenario";
import type { DatabaseInPods } from "./database";

/** The primary's database server is killed, while its Patroni lives. */
export const postmasterKilled: Scenario<DatabaseInPods> = {
  name: "postmaster-killed",
  summary: "SIGKILL to the primary's postmaster, in its container",
  async run(subject) {
    const { system, leader } = subject;
    const container = await findContainer(system.kubectl, `${system.namespace}/${leader}/${SERVER}`);
    const all = processesOfContainer(system.lab.layout, container);
    const postmaster = all.find((pid) => POSTMASTER.test(commandLine(pid)));
    if (postmaster === undefined) throw new Error(`${leader} has no postmaster`);
    process.kill(postmaster, "SIGKILL");
    await takenOver(subject);
  },
};
