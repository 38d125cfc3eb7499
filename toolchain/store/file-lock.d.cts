/** How to wait for a lock. */
export interface LockOptions {
  /** Called with the holder's process id when the lock is held, once per holder. */
  readonly onWait?: (pid: string) => void;
  /** Gives up waiting, with the signal's reason. */
  readonly signal?: AbortSignal;
}

/**
 * Runs `work` while holding the lock `file` (its folder is made). Processes of one machine exclude each other; a lock whose holder is dead is
 * taken over at once, told by process id and start time, so a crash leaves nothing to clean up. Locking twice in one process waits as well.
 */
export function withFileLock<T>(file: string, options: LockOptions, work: () => Promise<T>): Promise<T>;

/** Names this process for as long as the machine runs: `PID-STARTTIME`. */
export function ownIdentity(): Promise<string>;

/** Whether the process that called {@link ownIdentity} and got this still runs. */
export function isAlive(identity: string): Promise<boolean>;
