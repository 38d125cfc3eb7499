import type { BackupSource } from "../../stacks/backup-source";
import { type ConfigProblem, SECRET_VALUE } from "../../stacks/config-error";
import type { RepositorySettings } from "../objectstore/repository-settings";
import { BACKUP } from "./names";
import { offSiteAddress, type OffSiteSettings } from "./off-site-settings";

const FIELD = `gx:${BACKUP}.offSite`;

/** What copies off-site are judged with, besides their own settings. */
export interface OffSiteSurroundings {
  readonly repository: RepositorySettings;
  readonly sources: readonly BackupSource[];
  /** Whether a secret stands somewhere in the section. */
  readonly isSecret: boolean;
}

/** What contradicts in the settings of copies off-site. */
export function offSiteProblems(
  settings: OffSiteSettings,
  surroundings: OffSiteSurroundings,
): readonly ConfigProblem[] {
  return [
    ...secretProblems(settings, surroundings.isSecret),
    ...placeProblems(settings, surroundings.repository),
    ...daysProblems(settings, surroundings.sources),
  ];
}

function secretProblems({ s3 }: OffSiteSettings, isSecret: boolean): readonly ConfigProblem[] {
  if (isSecret) return [];
  const set = (field: string): ConfigProblem => ({
    field,
    value: SECRET_VALUE,
    remedy: `stands in the open in the stack file: set it by pulumi config set --secret --path '${field}'`,
  });
  const secrets = s3 ? ["s3.secretAccessKey"] : ["drive.clientSecret", "drive.token"];
  return secrets.map((secret) => set(`${FIELD}.${secret}`));
}

function placeProblems(settings: OffSiteSettings, { bucket, s3 }: RepositorySettings): readonly ConfigProblem[] {
  if (!s3 || settings.s3?.endpoint !== s3.endpoint || settings.s3.bucket !== bucket) return [];
  const remedy = `is the bucket of gx:${BACKUP}.repository itself: what takes that takes the copies, so name another one`;
  return [{ field: `${FIELD}.s3.bucket`, value: offSiteAddress(settings), remedy }];
}

function daysProblems({ keepDays }: OffSiteSettings, sources: readonly BackupSource[]): readonly ConfigProblem[] {
  const [longest] = [...sources].sort((one, other) => other.keepDays - one.keepDays);
  if (!longest) {
    return [{ field: FIELD, value: "for no source", remedy: "nothing is backed up here: leave it out" }];
  }
  if (keepDays >= longest.keepDays) return [];
  const remedy = `must be at least ${longest.keepDays}, as long as ${longest.name} is kept in the bucket`;
  return [{ field: `${FIELD}.keepDays`, value: keepDays, remedy }];
}
