/** Proves which block of addresses lies within which, with Node's own arithmetic of addresses behind it. */
import { expect, it } from "@jest/globals";
import { contains } from "./address-block";

it.each([
  ["0.0.0.0/0", "10.0.0.0/8"],
  ["1.2.3.4/0", "10.0.0.0/8"],
  ["10.0.0.0/8", "10.0.0.0/8"],
  ["10.1.2.3/7", "10.0.0.0/8"],
  ["128.0.0.0/1", "172.16.0.0/12"],
  ["::/0", "fc00::/7"],
  ["8000::/1", "fc00::/7"],
])("%s contains %s", (outer, inner) => {
  expect(contains(outer, inner)).toBe(true);
});

it.each([
  ["10.0.0.0/9", "10.0.0.0/8"],
  ["0.0.0.0/1", "172.16.0.0/12"],
  ["::/0", "10.0.0.0/8"],
  ["0.0.0.0/0", "fc00::/7"],
  ["10.0.0.0", "10.0.0.0/8"],
  ["10.0.0.0/", "10.0.0.0/8"],
  ["0.0.0.0/-1", "10.0.0.0/8"],
  ["::/0", "fc00::/129"],
  ["0.0.0.0/0", "10.0.0.0/33"],
  ["0.0.0.0/0", "everything/8"],
])("%s does not contain %s", (outer, inner) => {
  expect(contains(outer, inner)).toBe(false);
});
