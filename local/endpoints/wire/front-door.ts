import type { RequestListener } from 'node:http';
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2';
import { type AddressInfo, createServer as createTcp, type Socket } from 'node:net';
import { localHttp2Server, localServer } from '../../../client/page/server/local-server';

export interface FrontDoor {
  /** Without a slash at its end. */
  readonly url: string;
  close(): Promise<void>;
}

/** How a client that knows it talks HTTP/2 begins, without TLS. */
const PREFACE = Buffer.from('PRI * HTTP/2.0');

/**
 * One port of 127.0.0.1 (0: any free one) for HTTP/1.1 and for HTTP/2 in clear text, which the SDK's Bedrock client
 * insists on. Which of them a connection is shows in its first bytes.
 */
export async function openFrontDoor(
  port: number,
  http1: RequestListener,
  http2: (request: Http2ServerRequest, response: Http2ServerResponse) => void,
): Promise<FrontDoor> {
  // A statement or a model may take minutes.
  const plain = localServer(http1, { requestTimeout: 0, keepAliveTimeout: 60_000 });
  const modern = localHttp2Server(http2);
  const open = new Set<Socket>();
  const server = createTcp({ noDelay: true }, (socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    socket.on('error', () => socket.destroy());
    socket.once('readable', () => {
      const first: Buffer | null = socket.read();
      if (first === null) return;
      socket.unshift(first);
      const modernClient = first.subarray(0, PREFACE.length).equals(PREFACE.subarray(0, first.length));
      (modernClient ? modern : plain).emit('connection', socket);
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
