import { openInspectionPage } from 'meanwhile/inspection';
import { settle, stage } from 'meanwhile/testing';
import { createActor, createMachine } from 'xstate';
import { expect, test } from 'vitest';
import { playCanaries } from './canaries.ts';

/** Reads a stream until its server closes, which ends it with an error. */
function follow(url: string) {
  let text = '';
  const { promise: begun, resolve } = Promise.withResolvers<void>();
  async function read() {
    const { body } = await fetch(url);
    resolve();
    for await (const part of body ?? []) text += new TextDecoder().decode(part as Uint8Array);
  }
  return { begun, ended: read().catch(String), text: () => text };
}

test('A13: of a rich conversation, no byte that leaves is personal', async () => {
  const page = await openInspectionPage({ stately: true });
  const streams = [follow(`${page.url}events`), follow(`${page.url}stately/events`)];
  await Promise.all(streams.map(({ begun }) => begun));
  await playCanaries(page.inspect);
  const late = [follow(`${page.url}events?of=conversation-1`), follow(`${page.url}stately/events`)];
  await Promise.all(late.map(({ begun }) => begun));
  await settle();
  await page.close();
  await Promise.all([...streams, ...late].map(({ ended }) => ended));
  const [events = '', stately = ''] = streams.map(({ text }) => text());
  expect(events).toContain('operation.wentLong');
  expect(stately).toContain('"type":"xstate.error.actor.think"');
  expect(stately).toContain('"sourceId"');
  expect([...streams, ...late].map(({ text }) => text()).join('')).not.toContain('canary');
});

test('without a word of Stately there is no page with its inspector', async () => {
  const page = await openInspectionPage();
  expect(page.statelyUrl).toBeUndefined();
  expect((await fetch(`${page.url}stately`)).status).toBe(404);
  expect(await (await fetch(page.url)).text()).not.toContain('href="stately"');
  await page.close();
});

test("only the page with Stately's inspector may hold a page from elsewhere, and only that", async () => {
  const page = await openInspectionPage({ stately: true });
  const policies = await Promise.all(
    [page.url, `${page.url}stately`].map(async (url) => (await fetch(url)).headers.get('content-security-policy')),
  );
  const own =
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; " +
    "script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:";
  expect(policies).toEqual([own, `${own}; frame-src https://stately.ai`]);
  await page.close();
});

test('a chart of the app can be watched, too', async () => {
  const shop = createMachine({ id: 'the shop', initial: 'open', states: { open: {} } });
  const page = await openInspectionPage({ also: [shop] });
  createActor(shop, { inspect: page.inspect }).start();
  const { begun, ended, text } = follow(`${page.url}events`);
  await begun;
  await page.close();
  await ended;
  expect(text()).toContain('"active":["open"]');
  const again = await openInspectionPage({ also: [shop] });
  expect(await (await fetch(`${again.url}charts/the%20shop.svg`)).text()).toContain('data-state="open"');
  await again.close();
});

test('a conversation whose page was closed goes on', async () => {
  const page = await openInspectionPage({ stately: true });
  const scene = stage({ main: [{ text: 'Hello.' }], inspect: page.inspect });
  const streams = [follow(`${page.url}events`), follow(`${page.url}stately/events`)];
  await Promise.all(streams.map(({ begun }) => begun));
  await page.close();
  await Promise.all(streams.map(({ ended }) => ended));
  await scene.say('Hi');
  expect(scene.replies().map(({ text }) => text)).toEqual(['Hello.']);
});
