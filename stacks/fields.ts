import { z } from "zod";
import { isDay } from "../components/shared/days";

/**
 * A whole number of the settings, within bounds.
 *
 * @param what says what it counts, for the message
 */
export function wholeNumber(least: number, most: number, what: string) {
  const message = `must be a whole number from ${least} to ${most}: ${what}`;
  return z.number({ error: message }).int(message).min(least, message).max(most, message);
}

/** A day of the settings, as `YYYY-MM-DD`: Pulumi takes one that isn't quoted for a time, and hands on its own text of that. */
export function day(message: string) {
  return z
    .string({ error: message })
    .transform((text) => text.replace(/ 00:00:00 \+0000 UTC$/, ""))
    .refine(isDay, message);
}

/** A month of the settings, as `YYYY-MM`. */
export const month = z
  .string({ error: "must be a month as YYYY-MM" })
  .regex(/^\d{4}-(0[1-9]|1[0-2])$/, "must be a month as YYYY-MM");

/** Requests and limits of a pod, as settings state them: a limit is never below its request. */
export const resources = z
  .strictObject(
    {
      cpuRequestMillicores: wholeNumber(10, 8000, "CPU request in thousandths of a core"),
      cpuLimitMillicores: wholeNumber(10, 8000, "CPU limit in thousandths of a core"),
      memoryRequestMebibytes: wholeNumber(16, 16_384, "memory request in MiB"),
      memoryLimitMebibytes: wholeNumber(16, 16_384, "memory limit in MiB"),
    },
    { error: "must be a map of requests and limits" },
  )
  .refine((given) => given.cpuLimitMillicores >= given.cpuRequestMillicores, {
    error: "cpuLimitMillicores must be at least cpuRequestMillicores",
  })
  .refine((given) => given.memoryLimitMebibytes >= given.memoryRequestMebibytes, {
    error: "memoryLimitMebibytes must be at least memoryRequestMebibytes",
  })
  .readonly();
