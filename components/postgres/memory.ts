import type { ResourceSpec } from "../shared/container-resources";

/** Memory that Patroni itself takes beside the server, its child processes included. */
const PATRONI_MEBIBYTES = 160;
/** What pgBackRest takes while it archives the log: measured are 26 MiB, and parts of a file wait to be sent besides. */
const ARCHIVING_MEBIBYTES = 48;
/** What a connection takes beyond shared memory and its sorts: measured servers take 5 to 10 MiB. */
const CONNECTION_MEBIBYTES = 10;
/** Memory that parallel workers of a query share, in `/dev/shm`; a container has 64 MiB of it by itself. */
export const SHARED_MEMORY_MEBIBYTES = 128;
/** Fewer connections than that aren't worth a server. */
const LEAST_CONNECTIONS = 25;
const MOST_CONNECTIONS = 500;
/** Sessions that aren't a service's: superusers', Patroni's, the exporter's, the jobs', a dump's. */
export const RESERVED_CONNECTIONS = 13;
/** Vacuum's workers, each of which may take `maintenance_work_mem`. */
export const AUTOVACUUM_WORKERS = 3;

/** How a member's memory is divided, in MiB, and how many may connect. */
export interface MemoryPlan {
  readonly sharedBuffersMebibytes: number;
  readonly effectiveCacheMebibytes: number;
  readonly maintenanceWorkMebibytes: number;
  readonly workMebibytes: number;
  readonly maxConnections: number;
}

/**
 * Divides the memory limit of a database server: a quarter is shared buffers, as PostgreSQL's manual suggests, and what
 * vacuum, Patroni and archiving leave of the rest is the connections'. A server that stays within it is not killed for memory.
 */
export function memoryPlan({ memoryLimitMebibytes: limit }: Pick<ResourceSpec, "memoryLimitMebibytes">): MemoryPlan {
  const sharedBuffersMebibytes = Math.floor(limit / 4);
  const maintenanceWorkMebibytes = Math.min(512, Math.max(16, Math.floor(limit / 32)));
  const workMebibytes = 4;
  const besides =
    PATRONI_MEBIBYTES + ARCHIVING_MEBIBYTES + SHARED_MEMORY_MEBIBYTES + AUTOVACUUM_WORKERS * maintenanceWorkMebibytes;
  const left = limit - sharedBuffersMebibytes - besides;
  return {
    sharedBuffersMebibytes,
    effectiveCacheMebibytes: Math.floor(limit / 2),
    maintenanceWorkMebibytes,
    workMebibytes,
    maxConnections: Math.min(MOST_CONNECTIONS, Math.floor(left / CONNECTION_MEBIBYTES)),
  };
}

/** The smallest memory limit, in MiB, under which `connections` sessions of services find room. */
export function leastMemoryMebibytes(connections: number): number {
  const needed = Math.max(LEAST_CONNECTIONS, connections + RESERVED_CONNECTIONS);
  let limit = 256;
  while (memoryPlan({ memoryLimitMebibytes: limit }).maxConnections < needed) limit += 64;
  return limit;
}
