import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream';

/** Stands between a page and its server, and cuts all that goes on between them until it is mended. */
export async function wireCutter(to: string) {
  let isCut = false;
  const between = createServer((incoming, outgoing) => {
    if (isCut) {
      outgoing.destroy();
      return;
    }
    const headers = { ...incoming.headers, host: new URL(to).host };
    const onward = request(`${to}${incoming.url}`, { method: incoming.method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      pipeline(answer, outgoing, () => outgoing.destroy());
    });
    onward.on('error', () => outgoing.destroy());
    outgoing.on('close', () => onward.destroy());
    incoming.pipe(onward);
  });
  between.listen(0, '127.0.0.1');
  await once(between, 'listening');

  return {
    url: `http://127.0.0.1:${(between.address() as AddressInfo).port}`,
    cut() {
      isCut = true;
      between.closeAllConnections();
    },
    mend() {
      isCut = false;
    },
    async close() {
      between.close();
      between.closeAllConnections();
      await once(between, 'close');
    },
  };
}
