import { connect, type TLSSocket } from "node:tls";
import { Refusal, type Reply, ReplyReader } from "./reply";

/** As a service's client would wait for an answer. */
const ANSWER_MS = 2_000;
/** For who asks what a server says, and not how soon: a busy machine lets even one that is well wait for seconds. */
export const PATIENT_MS = 20_000;

/** Whom a connection leads to, and as whom. */
export interface Target {
  readonly host: string;
  readonly port: number;
  /** PEM of the only authority that is trusted. */
  readonly authority: string;
  /** A name that the server's certificate must have. */
  readonly serverName: string;
  /** @default nobody: no login is tried */
  readonly login?: { readonly user?: string; readonly password: string };
}

/**
 * One TLS connection to a server or a Sentinel. It never connects anew, and whoever made it ends it: nothing of it is left
 * then, which can't be said of most client libraries.
 */
export class Connection {
  private readonly reader = new ReplyReader();
  private readonly waiting: { resolve(reply: Reply): void; reject(error: Error): void }[] = [];
  private failure: Error | undefined;

  private constructor(
    private readonly socket: TLSSocket,
    private readonly name: string,
    private readonly answerMs: number,
  ) {
    socket.on("data", (chunk: Buffer) => this.onData(chunk));
    socket.on("error", (error) => this.fail(error));
    socket.on("close", () => this.fail(new Error(`${name} closed the connection`)));
  }

  /** @throws Error where nothing answers within `answerMs`, whose certificate is another's, or where the login is refused */
  static async open(
    { host, port, authority, serverName, login }: Target,
    answerMs: number = ANSWER_MS,
  ): Promise<Connection> {
    const socket = connect({ host, port, ca: authority, servername: serverName });
    const connection = new Connection(socket, `${host}:${port}`, answerMs);
    try {
      await connection.bounded(
        new Promise<void>((resolve, reject) => {
          socket.once("secureConnect", resolve);
          socket.once("close", () => reject(connection.failure as Error));
        }),
      );
      if (login) await connection.call("AUTH", ...(login.user === undefined ? [] : [login.user]), login.password);
      return connection;
    } catch (error) {
      connection.close();
      throw error;
    }
  }

  /**
   * Sends a command and gives its answer.
   * @throws Refusal where the server refuses it; Error where nothing answers in time: the connection is closed then
   */
  async call(...words: readonly string[]): Promise<Exclude<Reply, Refusal>> {
    const reply = await this.bounded(
      new Promise<Reply>((resolve, reject) => {
        if (this.failure) return reject(this.failure);
        this.waiting.push({ resolve, reject });
        this.socket.write(
          `*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join("")}`,
        );
      }),
    );
    if (reply instanceof Refusal) throw reply;
    return reply;
  }

  /** Ends it at once. */
  close(): void {
    this.fail(new Error(`the connection to ${this.name} was closed here`));
  }

  private onData(chunk: Buffer): void {
    try {
      for (const reply of this.reader.read(chunk)) this.waiting.shift()?.resolve(reply);
    } catch (error) {
      this.fail(error as Error);
    }
  }

  private fail(error: Error): void {
    this.failure ??= error;
    this.socket.destroy();
    for (const { reject } of this.waiting.splice(0)) reject(this.failure);
  }

  private async bounded<T>(answer: Promise<T>): Promise<T> {
    const silence = new Error(`${this.name} did not answer within ${this.answerMs} ms`);
    const timer = setTimeout(() => this.fail(silence), this.answerMs);
    return answer.finally(() => clearTimeout(timer));
  }
}
