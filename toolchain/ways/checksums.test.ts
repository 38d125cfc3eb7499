/** Reading published checksum files. Does not prove that the publishers keep to these forms. */
import { describe, expect, it } from "@jest/globals";
import { algorithmOf, digestIn } from "./checksums";

const DIGEST = "a".repeat(64);

describe("a checksum file", () => {
  it.each([
    ["a bare digest", `${DIGEST}\n`],
    ["text mode", `${"b".repeat(64)}  other\n${DIGEST}  tool.tar.gz\n`],
    ["binary mode", `${DIGEST} *tool.tar.gz\n`],
    ["names with a folder", `${DIGEST}  ./tool.tar.gz\n`],
    ["upper case", `${DIGEST.toUpperCase()}  tool.tar.gz\n`],
  ])("is read: %s", (_form, text) => {
    expect(digestIn(text, "tool.tar.gz")).toBe(DIGEST);
  });

  it.each([
    ["another file", `${DIGEST}  tool.tar.gz.asc\n`],
    ["no digest", "<html>sign in first</html>"],
    ["a digest of no known length", `${"a".repeat(12)}  tool.tar.gz`],
  ])("gives nothing: %s", (_form, text) => {
    expect(digestIn(text, "tool.tar.gz")).toBeUndefined();
  });

  it("tells the hash function by the digest's length", () => {
    expect([40, 64, 128].map((length) => algorithmOf("0".repeat(length)))).toEqual(["sha1", "sha256", "sha512"]);
  });
});
