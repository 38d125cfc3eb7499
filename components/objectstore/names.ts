/** Name of the system, of its workload, of its StatefulSet, and of the Service by which it is called. */
export const OBJECT_STORE = "objectstore";

/** TCP ports of the server: the program's default. */
export const PORTS = { s3: 7070 } as const;

/** What clients must sign their requests for. There is one place only: it is called as S3's clients call it that are told none. */
export const REGION = "us-east-1";

/** What the server answers by itself, whoever asks. */
export const HEALTH = "health";

/** Folders in the containers. */
export const FOLDERS = {
  data: "/data",
  configuration: "/etc/objectstore",
  root: "/etc/objectstore-root",
  accounts: "/etc/objectstore-accounts",
  serverTls: "/tls/server",
  run: "/run/objectstore",
} as const;

/** Name of the claim's template. */
export const CLAIM = "objectstore-data";
