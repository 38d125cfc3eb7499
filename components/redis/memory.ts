/** What a server takes beside its data: itself, its clients' TLS, and the probes that run in its container. */
const SERVER_MEBIBYTES = 96;
/** What is kept for a replica that was away a moment, so that it needn't be copied whole. */
export const BACKLOG_MEBIBYTES = 16;
/** What may wait for a replica that is copied whole; a slower one is cut off. All replicas share it. */
export const REPLICA_BUFFER_MEBIBYTES = 64;
/** While the append-only file is rewritten or a replica copied, each page that is changed is there twice. */
const COPY_ON_WRITE = 2;
/** On disk at once: what the file began with, what was appended since, both again while it is rewritten, and a copy from the primary. */
const FILES_OF_DATA = 5;
/** The file is not rewritten before so much was appended, however small the data. */
export const LEAST_REWRITE_MEBIBYTES = 64;

/** The smallest memory limit, in MiB, under which a server with so much data isn't killed. */
export function leastMemoryMebibytes(dataMebibytes: number): number {
  return COPY_ON_WRITE * dataMebibytes + SERVER_MEBIBYTES + BACKLOG_MEBIBYTES + REPLICA_BUFFER_MEBIBYTES;
}

/** The smallest volume, in MiB, that so much data doesn't fill. */
export function leastVolumeMebibytes(dataMebibytes: number): number {
  return FILES_OF_DATA * Math.max(dataMebibytes, LEAST_REWRITE_MEBIBYTES);
}
