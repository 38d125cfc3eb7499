import { type ConfigProblem, SECRET_VALUE } from "../../stacks/config-error";
import { DENIED_IMAGES } from "../../stacks/versions";
import { type ImageName, imageReference } from "../shared/images";
import type { ServiceKind } from "./catalogue";
import type { ServiceSettings } from "./settings";

/** Readiness compares the age of the newest event with this, which says nothing while the chain is idle (G16). */
const LAG_THRESHOLD = "PROJECTION_LAG_THRESHOLD_MS";
const LEAST_LAG_THRESHOLD_MS = 30 * 24 * 3600 * 1000;

/**
 * What contradicts in the settings of one service.
 *
 * @param field the setting that describes it
 * @param isSecret whether a secret stands somewhere in the section
 */
export function serviceProblems(
  field: string,
  kind: ServiceKind,
  image: ImageName,
  own: ServiceSettings,
  isSecret: boolean,
): readonly ConfigProblem[] {
  return [
    ...replicaProblems(field, kind, own),
    ...lagProblems(field, own),
    ...imageProblems(field, image),
    ...variableProblems(field, own, isSecret),
  ];
}

function replicaProblems(field: string, kind: ServiceKind, { replicas }: ServiceSettings): readonly ConfigProblem[] {
  if (kind !== "worker" || replicas === 1) return [];
  const remedy = "must be 1: it moves events one at a time, and a second one would move them twice";
  return [{ field: `${field}.replicas`, value: replicas, remedy }];
}

function lagProblems(field: string, { settings }: ServiceSettings): readonly ConfigProblem[] {
  const threshold = settings[LAG_THRESHOLD];
  if (threshold === undefined || Number(threshold) >= LEAST_LAG_THRESHOLD_MS) return [];
  const remedy = `must be at least ${LEAST_LAG_THRESHOLD_MS}, 30 days: with less an idle chain makes a healthy service unready (G16)`;
  return [{ field: `${field}.settings.${LAG_THRESHOLD}`, value: threshold, remedy }];
}

function imageProblems(field: string, image: ImageName): readonly ConfigProblem[] {
  const denied = DENIED_IMAGES.find(
    ({ repositoryPattern, tag }) => repositoryPattern.test(image.repository) && tag === image.tag,
  );
  if (!denied) return [];
  const remedy = `${imageReference(image)} must not run: ${denied.reason}; choose another version`;
  return [{ field: `${field}.imageTag`, value: image.tag, remedy }];
}

function variableProblems(
  field: string,
  { settings, secretSettings }: ServiceSettings,
  isSecret: boolean,
): readonly ConfigProblem[] {
  return Object.keys(secretSettings).flatMap((variable): ConfigProblem[] => {
    const problem = { field: `${field}.secretSettings.${variable}`, value: SECRET_VALUE };
    if (variable in settings) return [{ ...problem, remedy: "stands under settings as well: keep one of the two" }];
    if (isSecret) return [];
    const command = `pulumi config set --secret --path '${field}.secretSettings.${variable}'`;
    return [{ ...problem, remedy: `stands in the open in the stack file: set it by ${command}` }];
  });
}
