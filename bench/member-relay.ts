import { PORTS } from "../components/postgres/names";
import { type DelayingProxy, startDelayingRelay } from "./delaying-proxy";

/** Where members reach each other's database through the relay. */
const RELAY_PORT = 15_432;
/** The variable in which a member tells the others where its database is. */
const CONNECT_ADDRESS = "PATRONI_POSTGRESQL_CONNECT_ADDRESS";

/** Makes the database's members look as if they were far from each other, and not from their clients. */
export interface MemberRelay {
  /** A declared object, changed so that members of it are told the relay's port of each other. */
  altered(object: object): object;
  close(): Promise<void>;
}

/** Starts one, in `OWN_NETWORK`: it listens at every member's address there, whichever comes. */
export async function startMemberRelay(roundTripMs: number): Promise<MemberRelay> {
  const relay: DelayingProxy = await startDelayingRelay(
    { host: "0.0.0.0", port: RELAY_PORT },
    (client) => ({ host: client.localAddress ?? "", port: PORTS.sql }),
    roundTripMs / 2,
  );
  return { altered: (object) => withConnectPort(object, RELAY_PORT), close: () => relay.close() };
}

/** An object whose containers tell another port of their database, if they tell any. */
export function withConnectPort(object: object, port: number): object {
  const text = JSON.stringify(object);
  return JSON.parse(text, (_key, value: { readonly name?: unknown } | null) =>
    value?.name === CONNECT_ADDRESS ? { name: CONNECT_ADDRESS, value: `$(POD_IP):${port}` } : value,
  ) as object;
}
