import { expect, it } from "@jest/globals";
import { cpuQuantity, sizeQuantity } from "./quantities";

it.each([
  [0, "0"],
  [100, "100m"],
  [1500, "1500m"],
  [2000, "2"],
  [12000, "12"],
])("%d millicores are %s", (millicores, written) => expect(cpuQuantity(millicores)).toBe(written));

it.each([
  [0, "0"],
  [192, "192Mi"],
  [1536, "1536Mi"],
  [1024, "1Gi"],
  [20480, "20Gi"],
  [2097152, "2Ti"],
])("%d mebibytes are %s", (mebibytes, written) => expect(sizeQuantity(mebibytes)).toBe(written));
