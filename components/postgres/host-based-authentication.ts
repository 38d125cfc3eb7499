import { POD_CIDR } from "../shared/networks";
import { DUMP } from "./backup/names";
import {
  ADMIN_ROLE,
  DATABASE,
  DUMP_ROLE,
  MEMBER_CERTIFICATE_NAME,
  MONITORING_ROLE,
  REPLICATION_ROLE,
  REWIND_ROLE,
  SUPERUSER,
} from "./names";

/** Name maps of `pg_ident.conf`: who may be which role by the socket, and with which certificate. */
const SOCKET_MAP = "socket";
const CERTIFICATE_MAP = "certificates";

/**
 * The lines of `pg_hba.conf`, of which the first that fits decides: the pod's own processes by the socket, members, the
 * administrator and who dumps by certificate, everybody else by password over TLS, and only from the pod range (G29). The
 * superuser has no way in but the socket.
 */
export const HOST_BASED_AUTHENTICATION: readonly string[] = [
  `local all ${SUPERUSER} peer`,
  // Patroni reads a member's own timeline so; without it a diverged one runs but never streams.
  `local replication ${REPLICATION_ROLE} peer map=${SOCKET_MAP}`,
  `local all ${MONITORING_ROLE} peer map=${SOCKET_MAP}`,
  `hostssl replication ${REPLICATION_ROLE} ${POD_CIDR} cert map=${CERTIFICATE_MAP}`,
  `hostssl postgres ${REWIND_ROLE} ${POD_CIDR} cert map=${CERTIFICATE_MAP}`,
  `hostssl all ${ADMIN_ROLE} ${POD_CIDR} cert map=${CERTIFICATE_MAP}`,
  `hostssl ${DATABASE} ${DUMP_ROLE} ${POD_CIDR} cert map=${CERTIFICATE_MAP}`,
  `host all ${[SUPERUSER, ADMIN_ROLE, REPLICATION_ROLE, REWIND_ROLE, MONITORING_ROLE, DUMP_ROLE].join(",")} all reject`,
  `hostssl ${DATABASE} all ${POD_CIDR} scram-sha-256`,
];

/** The lines of `pg_ident.conf`: a map, who it is for the system or in the certificate, and the role that he may be. */
export const NAME_MAPS: readonly string[] = [
  `${SOCKET_MAP} ${SUPERUSER} ${REPLICATION_ROLE}`,
  `${SOCKET_MAP} ${MONITORING_ROLE} ${MONITORING_ROLE}`,
  ...[REPLICATION_ROLE, REWIND_ROLE].map((role) => `${CERTIFICATE_MAP} ${MEMBER_CERTIFICATE_NAME} ${role}`),
  `${CERTIFICATE_MAP} ${ADMIN_ROLE} ${ADMIN_ROLE}`,
  `${CERTIFICATE_MAP} ${DUMP} ${DUMP_ROLE}`,
];
