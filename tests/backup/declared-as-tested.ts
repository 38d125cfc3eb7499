import { DUMP as ETCD_DUMP } from "../../components/backup/etcd/dump-source";
import type { DeclaredObject } from "../support/declared-objects";

/** How long a step of a job may take in tests, instead of the quarter of an hour that is declared; a minute of it for a first connection. */
export const STEP_SECONDS = 120;

/** Files by which the programs of jobs know what they are to do, and how long they may take. */
const TOLD = ["source.json", "off-site.json", "repository.json"];

/** As declared, but nothing is run at a time of the day, which no test waits for; and what must fail does so once, and soon. */
export function asTested(object: DeclaredObject): object {
  const { kind, spec } = object;
  if (kind === "CronJob") {
    const { jobTemplate } = spec as { readonly jobTemplate: { readonly spec: object } };
    const triedOnce = { ...jobTemplate, spec: { ...jobTemplate.spec, backoffLimit: 0 } };
    return { ...object, spec: { ...spec, suspend: true, jobTemplate: triedOnce } };
  }
  const { data = {} } = object as { readonly data?: Readonly<Record<string, string>> };
  if (kind !== "ConfigMap" || !TOLD.some((file) => file in data)) return object;
  const sooner = ([file, content]: [string, string]) => {
    const told = JSON.parse(content) as { readonly sources?: readonly string[] };
    // What has no backup fails the copying: etcd is backed up in a namespace whose pods don't run in tests of copies.
    const sources = told.sources?.filter((source) => source !== ETCD_DUMP);
    return [file, JSON.stringify({ ...told, ...(sources && { sources }), timeoutSeconds: STEP_SECONDS })];
  };
  return { ...object, data: Object.fromEntries(Object.entries(data).map(sooner)) };
}
