/** How rclone has passwords. That it reveals these is shown by the tests of real processes. */
import { createDecipheriv, randomBytes } from "node:crypto";
import { expect, it } from "@jest/globals";
import { offSiteKey } from "./off-site-key";

const RCLONE_KEY = Buffer.from("9c935b48730a554d6bfd7c63c886a92bd390198eb8128afbf4de162b8b95f638", "hex");

function revealed(text: string): string {
  const bytes = Buffer.from(text, "base64url");
  const cipher = createDecipheriv("aes-256-ctr", RCLONE_KEY, bytes.subarray(0, 16));
  return Buffer.concat([cipher.update(bytes.subarray(16)), cipher.final()]).toString();
}

const seed = randomBytes(32).toString("hex");

it("is a password and another one for the salt, of 256 bits each", () => {
  const { password, password2 } = offSiteKey(seed);
  for (const one of [password, password2]) expect(revealed(one)).toMatch(/^[0-9a-f]{64}$/);
  expect(revealed(password)).not.toBe(revealed(password2));
});

it("is the same text for the same seed, and another for another", () => {
  expect(offSiteKey(seed)).toEqual(offSiteKey(seed));
  expect(revealed(offSiteKey(`${seed}0`).password)).not.toBe(revealed(offSiteKey(seed).password));
});
