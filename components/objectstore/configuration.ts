import { accountNames, type Keys, readerNames } from "./keys";
import { PORTS, REGION } from "./names";
import type { BucketSettings } from "./settings";

/** What the server reads at its start alone. */
export const AT_START = { port: PORTS.s3, region: REGION } as const;

/**
 * How the server is called, and what the keeper sees to: the buckets, and the accounts that may use each. JSON, which the
 * keeper reads again when it changes.
 */
export function configuration(buckets: Readonly<Record<string, BucketSettings>>, keyGeneration: number): string {
  return json({
    ...AT_START,
    buckets: Object.entries(buckets).map(([name, { earlierVersionsDays }]) => ({
      name,
      accounts: accountNames(name, keyGeneration),
      readers: readerNames(name, keyGeneration),
      ...(earlierVersionsDays !== undefined && { earlierVersionsDays }),
    })),
  });
}

/** The accounts that the server knows beside root's. JSON, which it reads again with every request. */
export function accountsFile({ buckets }: Keys): string {
  const accounts = Object.values(buckets).flatMap(({ known }) => known);
  return json({
    accessAccounts: Object.fromEntries(
      accounts.map(({ accessKeyId, secretAccessKey }) => [
        accessKeyId,
        // Such a one makes no bucket and sees none of which nobody lets it.
        { access: accessKeyId, secret: secretAccessKey, role: "user", userID: 0, groupID: 0, projectID: 0 },
      ]),
    ),
  });
}

function json(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
