/** Sets of ports. */
import { describe, expect, it } from "@jest/globals";
import { EVERY_PORT, everyPortOf, inBoth, type PortRange, portsInWords, together, without } from "./port-ranges";

const tcp = (first: number, last = first): PortRange => ({ protocol: "TCP", first, last });
const udp = (first: number, last = first): PortRange => ({ protocol: "UDP", first, last });

describe("ports", () => {
  it("stand in both where protocol and number do", () => {
    expect(inBoth([tcp(1, 10), udp(53)], [tcp(5, 20), tcp(53)])).toEqual([tcp(5, 10)]);
    expect(inBoth(EVERY_PORT, [udp(53), tcp(80)])).toEqual([tcp(80), udp(53)]);
  });

  it("are taken away at either end, in the middle and whole", () => {
    expect(without([tcp(1, 10)], [tcp(5)])).toEqual([tcp(1, 4), tcp(6, 10)]);
    expect(without([tcp(1, 10)], [tcp(0, 1), tcp(10, 99), udp(5)])).toEqual([tcp(2, 9)]);
    expect(without([tcp(5)], [tcp(1, 10)])).toEqual([]);
  });

  it("are put together where they touch", () => {
    expect(together([tcp(6, 9), tcp(1, 5), udp(2), tcp(3)])).toEqual([tcp(1, 9), udp(2)]);
  });

  it("are said in words", () => {
    expect(portsInWords([tcp(5432), udp(53), tcp(8000, 8009)])).toBe("TCP 5432, TCP 8000 to 8009, UDP 53");
    expect(portsInWords([everyPortOf("TCP")])).toBe("every TCP port");
    expect(portsInWords(EVERY_PORT)).toBe("every port");
  });
});
