import { LABEL_PREFIX } from "./labels";

/** On a CronJob: the workloads whose volumes it backs up, separated by commas. */
export const BACKS_UP_ANNOTATION = `${LABEL_PREFIX}/backs-up`;
/**
 * On such a CronJob: what may be lost at most, in whole hours. CronJobs that state the same of a workload make one kind of
 * backup together, as full and differential ones do.
 */
export const RECOVERY_POINT_ANNOTATION = `${LABEL_PREFIX}/recovery-point-hours`;
/** On a CronJob: the workloads of which it restores a backup to see that it can be, separated by commas. */
export const PROVES_BACKUP_ANNOTATION = `${LABEL_PREFIX}/proves-backup-of`;
/** On a StatefulSet that nothing backs up: why it needn't be, such as that it holds backups itself. */
export const HOLDS_COPIES_ANNOTATION = `${LABEL_PREFIX}/holds-copies`;
