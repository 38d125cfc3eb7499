/** What a server answers: RESP2, see the protocol's specification. An error is a value here: it may stand within an array. */
export type Reply = string | number | null | Refusal | readonly Reply[];

/** An error that a server answers. Its first word says which. */
export class Refusal extends Error {}

const END = "\r\n";

/** Makes replies from the bytes of a connection, however they are cut. */
export class ReplyReader {
  private buffer = Buffer.alloc(0);

  /** Gives the replies that are complete now. @throws Error for what is no RESP2 */
  read(chunk: Buffer): Reply[] {
    this.buffer = Buffer.concat([this.buffer, chunk]);
    const replies: Reply[] = [];
    let offset = 0;
    for (;;) {
      const found = replyAt(this.buffer, offset);
      if (!found) break;
      replies.push(found.reply);
      offset = found.end;
    }
    this.buffer = this.buffer.subarray(offset);
    return replies;
  }
}

/** A reply and where it ends; undefined where there is only a part of it. */
type Found = { readonly reply: Reply; readonly end: number } | undefined;

function replyAt(buffer: Buffer, offset: number): Found {
  const lineEnd = buffer.indexOf(END, offset);
  if (lineEnd < 0) return undefined;
  const text = buffer.toString("utf8", offset + 1, lineEnd);
  const end = lineEnd + END.length;
  switch (String.fromCharCode(buffer[offset] ?? 0)) {
    case "+":
      return { reply: text, end };
    case "-":
      return { reply: new Refusal(text), end };
    case ":":
      return { reply: Number(text), end };
    case "$":
      return bulkAt(buffer, end, Number(text));
    case "*":
      return arrayAt(buffer, end, Number(text));
    default:
      throw new Error(`not a reply: ${buffer.toString("latin1", offset, lineEnd)}`);
  }
}

function bulkAt(buffer: Buffer, offset: number, length: number): Found {
  if (length < 0) return { reply: null, end: offset };
  const end = offset + length + END.length;
  return buffer.length < end ? undefined : { reply: buffer.toString("utf8", offset, offset + length), end };
}

function arrayAt(buffer: Buffer, offset: number, length: number): Found {
  if (length < 0) return { reply: null, end: offset };
  const replies: Reply[] = [];
  let end = offset;
  while (replies.length < length) {
    const found = replyAt(buffer, end);
    if (!found) return undefined;
    replies.push(found.reply);
    end = found.end;
  }
  return { reply: replies, end };
}
