import type { Locator } from 'playwright-core';
import { openInspectionPage, type InspectionPage } from 'meanwhile/inspection';
import { stage } from 'meanwhile/testing';
import { build } from 'vite';
import { afterAll, describe, expect, test } from 'vitest';
import { openBrowser } from '../kit/chromium.ts';
import { stepsTool } from '../kit/steps-tool.ts';

const browser = await openBrowser();
const opened: InspectionPage[] = [];
afterAll(async () => {
  await browser?.close();
  await Promise.all(opened.map(({ close }) => close()));
});

async function open(options: Parameters<typeof openInspectionPage>[0] = {}) {
  const page = await openInspectionPage(options);
  opened.push(page);
  return page;
}

async function newTab() {
  if (!browser) throw new Error('these tests are skipped without a browser');
  return browser.newPage();
}

const play = ({ inspect }: InspectionPage) =>
  stage({
    tools: (clock) => [stepsTool(clock, [])],
    main: (_, count) => (count % 2 === 0 ? { calls: [{ name: 'paint' }] } : { text: 'It is blue.' }),
    chat: () => ({ text: 'Soon.', after: 500 }),
    synthesis: () => ({ text: 'Soon it was, and it is blue.' }),
    inspect,
  });

describe.skipIf(!browser)('in a browser', { timeout: 60_000 }, () => {
  test('the page draws the charts, marks the active states as they change, and loads nothing from elsewhere', async () => {
    const inspection = await open();
    const page = await newTab();
    const asked: string[] = [];
    const complaints: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(inspection.url);
    await page.getByText('Nothing runs yet').waitFor();

    const scene = play(inspection);
    await page.locator('[data-path="conversation-1"] .active[data-state="idle"]').waitFor();
    expect(await page.locator('.active').count()).toBe(1);

    await scene.say('Paint it.');
    await page.locator('[data-path="conversation-1"] .active[data-state="engaged.accompanied.operating"]').waitFor();
    await page.locator('[data-path="conversation-1/operation"] .active[data-state="working.long"]').waitFor();
    await page.locator('[data-path="conversation-1/operation/run"] .active[data-state="attempting.running"]').waitFor();
    expect(await page.locator('[data-path="conversation-1"] .active[data-state="idle"]').count()).toBe(0);

    await scene.say('How long?');
    const chat = page.locator('[data-path="conversation-1/chat"]');
    for (const state of ['locked', 'locked.turn.answering', 'locked.door.open']) {
      await chat.locator(`.active[data-state="${state}"]`).waitFor();
    }
    await scene.at(2000);
    await page.locator('[data-path="conversation-1"] progress[value="20"]').waitFor();
    await scene.untilIdle();
    await page.locator('[data-path="conversation-1/operation"].ended .active[data-state="done"]').waitFor();
    expect(await page.locator('#heard').innerText()).toContain('operation.wentLong');
    expect(await page.content()).not.toMatch(/Paint it|How long|blue|Coat|the painting/);
    expect(complaints).toEqual([]);
    expect(asked.filter((url) => !url.startsWith(inspection.url))).toEqual([]);
  });

  test('of several conversations one can be chosen, and is kept when another begins', async () => {
    const inspection = await open();
    const scenes = [play(inspection), play(inspection)];
    const page = await newTab();
    await page.goto(inspection.url);
    await page.locator('[data-path="conversation-2"] .active').waitFor();
    await page.getByLabel('Conversation').selectOption('conversation-1');
    await page.locator('[data-path="conversation-1"] .active').waitFor();
    scenes.push(play(inspection));
    await scenes[0]?.say('Paint it.');
    await page.locator('[data-path="conversation-1/operation"]').waitFor();
    expect(await page.locator('option').allInnerTexts()).toEqual([
      'conversation-1',
      'conversation-2',
      'conversation-3',
    ]);
  });

  test('a chart can be enlarged until its labels are read easily, and shows the active state', async () => {
    const inspection = await open();
    const page = await newTab();
    await page.setViewportSize({ width: 1000, height: 500 });
    await page.goto(inspection.url);
    const scene = play(inspection);
    await scene.say('Paint it.');
    const chart = page.locator('[data-path="conversation-1"]');
    const active = chart.locator('.active[data-state="engaged.accompanied.operating"]');
    const heightOf = async () => (await active.getByText('operating').boundingBox())?.height ?? 0;
    await active.waitFor();
    expect(await heightOf()).toBeLessThan(10);
    await chart.getByRole('button', { name: 'Enlarge' }).click();
    expect(await heightOf()).toBeGreaterThan(12);
    expect(await isInside(active, chart.locator('.drawing'))).toBe(true);
    if (process.env['SCREENSHOT']) await page.screenshot({ path: process.env['SCREENSHOT'] });
    await chart.getByRole('button', { name: 'Enlarge', pressed: true }).click();
    expect(await heightOf()).toBeLessThan(10);
  });

  test('when the app has gone the page says so', async () => {
    const inspection = await open();
    const page = await newTab();
    play(inspection);
    await page.goto(inspection.url);
    await page.getByText('live', { exact: true }).waitFor();
    await inspection.close();
    await page.getByText('not connected').waitFor();
    expect(await page.locator('body').getAttribute('class')).toBe('lost');
  });

  test("Stately's inspector is told of the actors that are there and of all that happens, redacted", async () => {
    const receiver = await receiverScript();
    const inspection = await open({ stately: 'http://inspector.test/inspect' });
    const scene = play(inspection);
    const page = await newTab();
    await page.route('http://inspector.test/**', async (route) =>
      route.fulfill({ contentType: 'text/html', body: `<title>stand-in</title><script>${receiver}</script>` }),
    );
    await page.goto(inspection.statelyUrl ?? '');
    const frame = page.frameLocator('iframe');
    await frame.getByText('conversation-1 "idle"').waitFor();
    await scene.say('Paint it.');
    await frame.getByText('conversation-1 {"engaged":{"accompanied":{"operating":"talking"}}}').first().waitFor();
    await frame.getByText('run {"attempting":{"running":"lively"}}').first().waitFor();
    const told = await frame.locator('body').innerText();
    expect(told).toContain('operation.wentLong');
    expect(told).not.toMatch(/Paint it|Coat|the painting/);
    const definition: unknown = JSON.parse((await frame.locator('pre').first().textContent()) ?? '');
    expect(definition).toMatchObject({ id: 'conversation', states: { engaged: { states: { accompanied: {} } } } });
  });
});

/** What stands in for Stately's page, which is on the internet: the receiver that its package has for such pages. */
async function receiverScript(): Promise<string> {
  const entry = 'virtual:receiver';
  const code = `
    import { createBrowserReceiver } from '@statelyai/inspect';
    const names = new Map();
    const write = (tag, text) => document.body.append(Object.assign(document.createElement(tag), { textContent: text }));
    createBrowserReceiver().subscribe((event) => {
      if (event.type === '@xstate.actor') names.set(event.sessionId, event.name);
      if (event.type === '@xstate.actor') write('pre', event.definition);
      write('p', names.get(event.sessionId) + ' ' + JSON.stringify(event.snapshot?.value ?? event.event));
      write('p', JSON.stringify(event));
    });`;
  const built = await build({
    logLevel: 'silent',
    configFile: false,
    plugins: [
      { name: 'entry', resolveId: (id) => (id === entry ? id : null), load: (id) => (id === entry ? code : null) },
    ],
    build: { write: false, rolldownOptions: { input: entry, output: { format: 'iife' } } },
  });
  const [output] = [built].flat();
  return output && 'output' in output ? output.output[0].code.replaceAll('</script', '<\\/script') : '';
}

/** Whether the middle of one thing is to be seen within another. */
async function isInside(one: Locator, frame: Locator): Promise<boolean> {
  const [box, within] = [await one.boundingBox(), await frame.boundingBox()];
  if (!box || !within) return false;
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  return x > within.x && x < within.x + within.width && y > within.y && y < within.y + within.height;
}
