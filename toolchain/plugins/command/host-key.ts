/** A host's public key: its type and its bytes as they travel in the SSH handshake. */
export interface HostKey {
  readonly type: string;
  readonly bytes: Buffer;
}

/** The signature algorithms by which a host proves that it holds a key of this type. */
const ALGORITHMS: Readonly<Record<string, readonly string[]>> = {
  "ssh-ed25519": ["ssh-ed25519"],
  "ecdsa-sha2-nistp256": ["ecdsa-sha2-nistp256"],
  "ecdsa-sha2-nistp384": ["ecdsa-sha2-nistp384"],
  "ecdsa-sha2-nistp521": ["ecdsa-sha2-nistp521"],
  "ssh-rsa": ["rsa-sha2-512", "rsa-sha2-256"],
};

/**
 * Reads a key written as OpenSSH writes it in `ssh_host_*_key.pub` and `authorized_keys`: type, base64, optional comment.
 *
 * @returns undefined where it isn't one, or of a type no longer considered safe (DSA).
 */
export function parseHostKey(text: string): HostKey | undefined {
  const [type = "", encoded = ""] = text.trim().split(/\s+/);
  const bytes = Buffer.from(encoded, "base64");
  const announced = bytes.length > 4 ? bytes.subarray(4, 4 + bytes.readUInt32BE(0)).toString("latin1") : "";
  return type in ALGORITHMS && announced === type ? { type, bytes } : undefined;
}

/** What to ask the host for, so that one with several keys answers with the pinned one. */
export function algorithmsFor(key: HostKey): readonly string[] {
  return ALGORITHMS[key.type] ?? [];
}
