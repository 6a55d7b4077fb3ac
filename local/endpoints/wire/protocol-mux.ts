import type { RequestListener } from 'node:http';
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2';
import { type AddressInfo, createServer as createTcp, type Socket } from 'node:net';
import { localHttp2Server, localServer } from '../../../client/page/server/local-server';

export interface ProtocolMux {
  /** Without a trailing slash. */
  readonly url: string;
  close(): Promise<void>;
}

/** First bytes of an HTTP/2 connection (RFC 9113, connection preface). */
const PREFACE = Buffer.from('PRI * HTTP/2.0');

/**
 * Serves HTTP/1.1 and cleartext HTTP/2 on one port of 127.0.0.1 (0: any free one). The first bytes of a connection decide
 * which. The SDK's Bedrock client uses HTTP/2 only.
 */
export async function openProtocolMux(
  port: number,
  http1: RequestListener,
  http2: (request: Http2ServerRequest, response: Http2ServerResponse) => void,
): Promise<ProtocolMux> {
  // Statements and models can take minutes.
  const http1Server = localServer(http1, { requestTimeout: 0, keepAliveTimeout: 60_000 });
  const http2Server = localHttp2Server(http2);
  const open = new Set<Socket>();
  const server = createTcp({ noDelay: true }, (socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    socket.on('error', () => socket.destroy());
    socket.once('readable', () => {
      const first: Buffer | null = socket.read();
      if (first === null) return;
      socket.unshift(first);
      const isHttp2 = first.subarray(0, PREFACE.length).equals(PREFACE.subarray(0, first.length));
      (isHttp2 ? http2Server : http1Server).emit('connection', socket);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of open) socket.destroy();
      await closed;
    },
  };
}
