/** What is read from pgbench's words, which are those of PostgreSQL 15. */
import { expect, it } from "@jest/globals";
import { parsePgbench } from "./pgbench-run";

const OUTPUT = `pgbench (15.20 (Debian 15.20-0+deb12u1))
transaction type: <builtin: simple update>
scaling factor: 5
query mode: simple
number of clients: 8
number of threads: 1
maximum number of tries: 1
duration: 5 s
number of transactions actually processed: 6037
number of failed transactions: 0 (0.000%)
latency average = 6.628 ms
initial connection time = 15.251 ms
tps = 1207.055 (without initial connection time)
`;

it("reads transactions a second and their latency", () => {
  expect(parsePgbench(OUTPUT)).toEqual({ transactionsPerSecond: 1207.055, latencyMs: 6.628 });
});

it.each([
  ["a failed transaction", OUTPUT.replace("transactions: 0", "transactions: 2"), "2 transactions of pgbench failed"],
  ["a missing figure", OUTPUT.replace("latency average", "latency"), "latency average"],
  ["nothing", "", "pgbench printed nothing like"],
])("refuses %s", (_what, output, message) => {
  expect(() => parsePgbench(output)).toThrow(message);
});
