import { once } from 'node:events';
import { request, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { serveOnLoopback, type LoopbackServer, type Resource } from '../../src/inspection/loopback-server.ts';

const servers: LoopbackServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

const page: Resource = { type: 'text/html', text: '<p>Hello</p>', policy: "script-src 'self'" };

async function serve(port = 0) {
  const server = await serveOnLoopback(new Map([['', page]]), port);
  servers.push(server);
  return { ...server, at: new URL(server.url) };
}

async function ask(url: URL, path = url.pathname, headers: OutgoingHttpHeaders = {}, method = 'GET') {
  const asked = request({ host: '127.0.0.1', port: url.port, path, headers, method, agent: false }).end();
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  return { status: answer.statusCode, text: Buffer.concat(await answer.toArray()).toString(), headers: answer.headers };
}

test('a page is served on loopback, under an address that is new each time', async () => {
  const [one, other] = [await serve(), await serve()];
  expect(one.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/[\w-]{22}\/$/);
  expect(other.at.pathname).not.toBe(one.at.pathname);
  expect(await ask(one.at)).toMatchObject({
    status: 200,
    text: '<p>Hello</p>',
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy':
        "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; script-src 'self'",
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
    },
  });
});

test('who does not know the token finds nothing', async () => {
  const { at } = await serve();
  const wrong = at.pathname.replace(/.\/$/, (end) => (end === 'A/' ? 'B/' : 'A/'));
  for (const path of ['/', '/events', wrong, at.pathname.slice(0, -1), `${at.pathname}none`, '//', '/%', '*']) {
    expect(await ask(at, path)).toMatchObject({ status: 404, text: '' });
  }
});

test('a request under a foreign host name, or from another origin, is refused', async () => {
  const { at } = await serve();
  const host = `evil.example:${at.port}`;
  for (const headers of [
    { host },
    { host, origin: `http://${host}` },
    { host: '127.0.0.1' },
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: 'http://127.0.0.1:1' },
  ]) {
    expect([headers, await ask(at, at.pathname, headers)]).toMatchObject([headers, { status: 403, text: '' }]);
  }
  const local = `localhost:${at.port}`;
  expect(await ask(at, at.pathname, { host: local, origin: `http://${local}` })).toMatchObject({ status: 200 });
});

test('nothing but reading is allowed', async () => {
  const { at } = await serve();
  expect(await ask(at, at.pathname, {}, 'POST')).toMatchObject({ status: 405 });
});

test('closed, it is gone; closed once more, it still is', async () => {
  const { at, close } = await serve();
  await close();
  await close();
  await expect(ask(at)).rejects.toThrow('ECONNREFUSED');
});

test('a port that is taken is an error', async () => {
  const { at } = await serve();
  await expect(serve(Number(at.port))).rejects.toThrow('EADDRINUSE');
});
