/** The verifier as PostgreSQL 15 computes it. */
import { describe, expect, it } from "@jest/globals";
import { scramVerifier, verifierWithSalt } from "./scram-verifier";

const PASSWORD = "p".repeat(32);
const verifier = (changed: { readonly role?: string; readonly password?: string } = {}) =>
  scramVerifier({ role: "svc_identity_a", password: PASSWORD, ...changed });

describe("a verifier", () => {
  it("is what PostgreSQL stores for this password and the salt that it drew", () => {
    const stored =
      "SCRAM-SHA-256$4096:rcz4rR2zqFMoz2Fys8lWYQ==" +
      "$iN4IvjjXiRBD9pLEzVTCRws5P87429rC5rqfe3G09kU=:syKHu7SxdLoTaeuULal0gh33WpihfAXn89Q1vtLMi6U=";
    expect(verifierWithSalt(PASSWORD, Buffer.from("rcz4rR2zqFMoz2Fys8lWYQ==", "base64"))).toBe(stored);
  });

  it("is the same for the same login, today and after an upgrade; PostgreSQL 15 lets it log in", () => {
    expect(verifier()).toBe(
      "SCRAM-SHA-256$4096:MLBPPaC2yOw/asLtOXblFg==" +
        "$8Wly/bWIjoWWZnHYzBkCIju1MSiw4KRBRonKKlWfFPY=:MxolkZrWUupbxPPK+UUEim6g7UxDSFiiBXwDmDxIwUQ=",
    );
  });

  it("is another for another role of the same password, and for another password of the same role", () => {
    const parts = [verifier(), verifier({ role: "svc_identity_b" }), verifier({ password: "q".repeat(32) })].map(
      (text) => text.split(/[$:]/).slice(2),
    );
    expect(new Set(parts.flat()).size).toBe(9);
  });

  it.each([
    ["that is short", "p".repeat(31)],
    ["that isn't ASCII", "ü".repeat(32)],
    ["with a control character", `${PASSWORD}\t`],
    ["with a newline at its end", `${PASSWORD}\n`],
  ])("isn't computed from a password %s, which is not shown", (_which, password) => {
    const message =
      "login svc_identity_a can't be used:\n  password is a secret: must be 32 or more characters of printable ASCII, " +
      "generated at random";
    expect(() => verifier({ password })).toThrow(expect.objectContaining({ message }));
  });
});
