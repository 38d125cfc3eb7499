import { z } from "zod";
import { suggestion } from "../../stacks/config-error";
import { wholeNumber } from "../../stacks/fields";
import type { System } from "../../stacks/system";
import { DatabaseLogin } from "./database-login";

/** Settings of a login, by workload. */
type LoginsSettings = Readonly<Record<string, { readonly generation: number }>>;

const settings: z.ZodType<LoginsSettings> = z
  .record(
    z.string(),
    z.strictObject(
      { generation: wholeNumber(1, 1_000_000, "counted up by one to have a new password made") },
      { error: "must be a map with generation" },
    ),
    { error: "must be a map of workloads that log in" },
  )
  .default({});

/** The logins to the database: before the database, which must know them, and before the workloads that log in. */
export const logins: System<LoginsSettings, ReadonlyMap<string, DatabaseLogin>> = {
  name: "logins",
  description: "a generated database login for each workload that logs in",
  settings,
  workloadNames: [],
  workloads: () => [],

  problems(given = {}, _frame, workloads) {
    const known = workloads.filter(({ logsIn }) => logsIn).map(({ name }) => name);
    return Object.keys(given)
      .filter((name) => !known.includes(name))
      .map((name) => ({
        field: `gx:logins.${name}`,
        value: given[name],
        remedy: `no such workload logs in; ${suggestion(name, known)}`,
      }));
  },

  deploy(given, { workloads, parent }) {
    return {
      hands: new Map(
        workloads
          .filter(({ logsIn }) => logsIn)
          .map(({ name }) => [
            name,
            new DatabaseLogin(
              `${name}-database`,
              { workload: name, generation: given[name]?.generation ?? 1 },
              { parent },
            ),
          ]),
      ),
    };
  },
};
