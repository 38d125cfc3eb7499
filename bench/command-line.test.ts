/** What `npm run bench` takes its words for. Does not prove that a benchmark runs. */
import { expect, it } from "@jest/globals";
import { BENCHMARK_NAMES, HELP, wantedBenchmarks } from "./command-line";

it("runs all without a name", () => {
  expect(wantedBenchmarks([])).toEqual(BENCHMARK_NAMES);
});

it("runs the named ones once each, in its own order", () => {
  expect(wantedBenchmarks(["growth", "preview", "growth"])).toEqual(["preview", "growth"]);
});

it.each(["--help", "-h"])("gives help for %s, whatever else is asked for", (option) => {
  expect(wantedBenchmarks(["nonsense", option])).toBe("help");
});

it("lists every benchmark in the help", () => {
  for (const name of BENCHMARK_NAMES) expect(HELP).toMatch(new RegExp(`^  ${name} `, "m"));
});

it("refuses an unknown name with those there are", () => {
  expect(() => wantedBenchmarks(["preview", "refesh"])).toThrow(
    'benchmark "refesh" is unknown: choose from preview, refresh, growth, failover',
  );
});

it("refuses an unknown option", () => {
  expect(() => wantedBenchmarks(["--rounds=3"])).toThrow(/'--rounds'.*only option is --help/);
});
