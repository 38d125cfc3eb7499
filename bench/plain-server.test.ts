/** What the server that a database is compared with is started with. That it starts is seen when the benchmark runs. */
import { expect, it } from "@jest/globals";
import { plainPod } from "./plain-server";

interface Pod {
  readonly spec: { readonly containers: readonly { readonly command: string[]; readonly args: string[] }[] };
}
const containerOf = (parameters: Readonly<Record<string, string>>) => (plainPod(parameters) as Pod).spec.containers[0]!;

it("takes a member's parameters, but none that name its files, addresses or peers", () => {
  const { args } = containerOf({
    ...{ shared_buffers: "65536", fsync: "on", wal_log_hints: "on", log_line_prefix: "%m " },
    ...{ ssl: "on", ssl_ca_file: "/tls/ca", hba_file: "/x", listen_addresses: "10.42.0.10", port: "5432" },
    ...{ synchronous_standby_names: "*", primary_conninfo: "host=x", recovery_target_timeline: "latest" },
  });
  expect(args).toEqual([
    ...["-c", "shared_buffers=65536", "-c", "fsync=on", "-c", "wal_log_hints=on", "-c", "log_line_prefix=%m "],
  ]);
});

it("makes its data as Patroni makes a member's", () => {
  expect(containerOf({}).command).toContain(
    "initdb --encoding=UTF8 --locale=C.UTF-8 --data-checksums --auth-local=peer --auth-host=reject" +
      ' && exec postgres "$@"',
  );
});
