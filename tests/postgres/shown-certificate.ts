import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { PORTS } from "../../components/postgres/names";

/** What a client asks PostgreSQL for TLS with (SSLRequest): its length and its code. */
const SSL_REQUEST = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]);

/** From when the certificate is valid that a member shows on a port, as OpenSSL writes it. */
export async function firstDayShown(host: string, port: number): Promise<string> {
  const socket = connect(port, host);
  await once(socket, "connect");
  if (port === PORTS.sql) await askForTls(socket);
  // Whose it is, others ask.
  const secure = connectTls({ socket, rejectUnauthorized: false });
  await once(secure, "secureConnect");
  const { valid_from: day } = secure.getPeerCertificate();
  secure.destroy();
  return day;
}

async function askForTls(socket: Socket): Promise<void> {
  socket.write(SSL_REQUEST);
  const [answer] = (await once(socket, "data")) as [Buffer];
  if (answer.toString() !== "S") throw new Error(`PostgreSQL answers ${answer.toString()} to a request for TLS`);
}
