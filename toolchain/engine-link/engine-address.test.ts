/** Finding the engine among a plugin's arguments. Does not prove that the engine starts plugins so: tests/toolchain does. */
import { describe, expect, it } from "@jest/globals";
import { engineAddressFrom } from "./engine-address";

describe("engineAddressFrom", () => {
  it.each([
    [["127.0.0.1:40123"], "127.0.0.1:40123"],
    [["-root", "/some/project", "127.0.0.1:40123"], "127.0.0.1:40123"],
    [["--logtostderr", "-v=9", "--tracing", "http://localhost:9411/api", "127.0.0.1:7"], "127.0.0.1:7"],
    [["[::1]:40123"], "[::1]:40123"],
    [[], undefined],
    [["-root", "/odd:12"], undefined],
  ])("finds in %j %s", (args, address) => {
    expect(engineAddressFrom(args)).toBe(address);
  });
});
