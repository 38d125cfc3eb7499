import { Client, connectivityState, credentials } from "@grpc/grpc-js";

/**
 * Calls `onGone` once when the engine can no longer be reached, within a moment of its death (the connection breaks and
 * a new one is refused): a plugin must not outlive the engine that started it, however that engine ended.
 *
 * @param address the engine's `host:port`.
 */
export function watchEngine(address: string, onGone: () => void): void {
  const client = new Client(address, credentials.createInsecure());
  const channel = client.getChannel();
  const follow = (): void => {
    const state = channel.getConnectivityState(true);
    if (state === connectivityState.TRANSIENT_FAILURE || state === connectivityState.SHUTDOWN) {
      client.close();
      onGone();
      return;
    }
    channel.watchConnectivityState(state, Infinity, follow);
  };
  follow();
}
