import { connect } from 'node:net';

/** Sends what is given as it is, which no HTTP client would; the status that came back, undefined where none did. */
export function sendRaw(port: number, lines: readonly string[]): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    let received = '';
    const socket = connect(port, '127.0.0.1', () => socket.write([...lines, '', ''].join('\r\n')));
    socket.setEncoding('latin1').on('data', (part) => {
      received += part;
      if (received.includes('\r\n\r\n')) socket.destroy();
    });
    socket.setTimeout(20_000, () => socket.destroy(new Error(`Port ${port} did not respond to ${lines.join(' | ')}.`)));
    socket.on('error', (error: NodeJS.ErrnoException) =>
      error.code === 'ECONNRESET' ? resolve(undefined) : reject(error),
    );
    socket.on('close', () => resolve(Number(/^HTTP\/1\.[01] (\d+)/.exec(received)?.[1]) || undefined));
  });
}
