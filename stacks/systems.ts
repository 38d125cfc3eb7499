import { backup } from "../components/backup/system";
import { cluster } from "../components/cluster/system";
import { logins } from "../components/logins/system";
import { objectstore } from "../components/objectstore/system";
import { postgres } from "../components/postgres/system";
import { redis } from "../components/redis/system";
import { services } from "../components/services/system";
import type { System } from "./system";

/** The systems, in the order in which they are deployed: what one takes from another, an earlier one hands over. */
export const SYSTEMS: readonly System[] = [cluster, logins, objectstore, postgres, redis, backup, services];
