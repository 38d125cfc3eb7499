/** What counts as two members that take writes at once. */
import { describe, expect, it } from "@jest/globals";
import { Reigns } from "./reign";

describe("Reigns", () => {
  it("finds two members that each took a write after the other's", () => {
    const reigns = new Reigns();
    reigns.acknowledged("a", 0, 10);
    reigns.acknowledged("b", 20, 30);
    reigns.acknowledged("a", 1040, 1050);
    reigns.acknowledged("b", 2040, 2050);
    expect(reigns.overlaps).toEqual([{ members: ["a", "b"], seconds: 1.01 }]);
  });

  it("finds two that took writes from the same moment on", () => {
    const reigns = new Reigns();
    reigns.acknowledged("a", 0, 30);
    reigns.acknowledged("b", 20, 40);
    for (const member of ["a", "b"]) reigns.acknowledged(member, 1040, 1050);
    expect(reigns.overlaps).toEqual([{ members: ["a", "b"], seconds: 1 }]);
  });

  it("finds a single write between two of the other's", () => {
    const reigns = new Reigns();
    reigns.acknowledged("a", 0, 10);
    reigns.acknowledged("b", 40, 50);
    reigns.acknowledged("a", 1000, 1010);
    expect(reigns.overlaps).toEqual([{ members: ["a", "b"], seconds: 0 }]);
  });

  it("finds nothing in a single write that may have come before or after all of the other's", () => {
    const reigns = new Reigns();
    reigns.acknowledged("a", 40, 60);
    reigns.acknowledged("a", 980, 1000);
    reigns.acknowledged("b", 30, 70);
    reigns.refused("b");
    reigns.acknowledged("b", 970, 990);
    expect(reigns.overlaps).toEqual([]);
  });

  it("finds nothing where one took over from another, even back and forth", () => {
    const reigns = new Reigns();
    reigns.acknowledged("a", 0, 10);
    reigns.acknowledged("a", 20, 30);
    reigns.acknowledged("b", 25, 40);
    reigns.refused("a");
    reigns.acknowledged("b", 50, 60);
    reigns.refused("b");
    reigns.acknowledged("a", 70, 80);
    expect(reigns.overlaps).toEqual([]);
  });
});
