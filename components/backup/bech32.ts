/** Bech32, as BIP 173 has it, without its limit of 90 characters: how age writes keys. */
const ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
const GENERATOR = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];
const CHECKSUM_LENGTH = 6;

/**
 * Bytes as text with a checksum.
 *
 * @param prefix what stands before the separator `1`, lower case
 */
export function bech32(prefix: string, bytes: Uint8Array): string {
  const words = fiveBitWords(bytes);
  const all = [...expanded(prefix), ...words, ...Array<number>(CHECKSUM_LENGTH).fill(0)];
  const checksum = polynomial(all) ^ 1;
  const check = Array.from({ length: CHECKSUM_LENGTH }, (_, index) => (checksum >> (5 * (5 - index))) & 31);
  return `${prefix}1${[...words, ...check].map((word) => ALPHABET[word]).join("")}`;
}

function fiveBitWords(bytes: Uint8Array): readonly number[] {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  return (bits.match(/.{1,5}/g) ?? []).map((word) => Number.parseInt(word.padEnd(5, "0"), 2));
}

/** The prefix, as the checksum takes it. */
function expanded(prefix: string): readonly number[] {
  const codes = [...prefix].map((letter) => letter.charCodeAt(0));
  return [...codes.map((code) => code >> 5), 0, ...codes.map((code) => code & 31)];
}

function polynomial(words: readonly number[]): number {
  let remainder = 1;
  for (const word of words) {
    const top = remainder >>> 25;
    remainder = ((remainder & 0x1ffffff) << 5) ^ word;
    GENERATOR.forEach((part, bit) => {
      if ((top >> bit) & 1) remainder ^= part;
    });
  }
  return remainder;
}
