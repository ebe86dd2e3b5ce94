import { gzipSync } from 'node:zlib';
import type { Locator, Page } from 'playwright-core';
import { afterAll, describe, expect, test } from 'vitest';
import { serveBakery } from '../../../examples/04-react/server.ts';
import { openBrowser } from '../../kit/chromium.ts';
import { builtPage, openBakery, price } from './bakery.ts';
import { wireCutter } from './wire-cutter.ts';

const page = await builtPage();
const browser = await openBrowser();
const viewport = { width: 390, height: 844 };
/** Each visit is a tab of its own in it: a window for each would cost more than what is tried in it. */
const oneWindow = await browser?.newContext({ viewport });
const timeout = 60_000;
const acknowledged = 'One lemon cake, coming up. Ask me anything while it bakes.';
const opened: { close(): Promise<void> }[] = [];

afterAll(async () => {
  for (const one of opened.toReversed()) await one.close();
  await browser?.close();
});

test('neither LangChain nor the machine nor the name of a key is in what the browser gets', () => {
  const scripts = [...page].filter(([path]) => path.endsWith('.js')).map(([, { content }]) => content);
  const all = Buffer.concat(scripts);
  expect(scripts.length).toBe(1);
  expect(all.toString()).toContain('words.said');
  expect(all.toString()).not.toMatch(/langchain|openai|api.?key|check_status|secondaryChat|bake_cake/i);
  const bytes = gzipSync(all).length;
  console.info(`The page of the React lesson has ${Math.round(bytes / 1000)} kB of script, gzipped.`);
  expect(bytes).toBeLessThan(100_000);
});

describe.skipIf(!browser)('in a browser', { concurrent: true }, () => {
  test(
    'the customer goes on talking while the bar moves, and is told when the cake is ready',
    { timeout },
    async () => {
      const { say, chat, oven, lines, troubles } = await visit();
      await say('A lemon cake, please.');
      await chat.getByText(acknowledged).waitFor();
      await bar(chat, 0).waitFor();
      oven.step();
      await bar(chat, 25).waitFor();
      await chat.getByText('The dough is mixed.').waitFor();
      await say('What is fresh?');
      await chat.getByText('Meanwhile: What is fresh?').waitFor();
      expect(await bar(chat, 25).count()).toBe(1);
      oven.step();
      await bar(chat, 50).waitFor();
      oven.step();
      await chat.getByText('All in all, your cake is ready.').waitFor();
      await chat.getByRole('progressbar').waitFor({ state: 'detached' });
      expect(await lines()).toEqual([
        'you: A lemon cake, please.',
        `bakery: ${acknowledged}`,
        'you: What is fresh?',
        'bakery: Meanwhile: What is fresh?',
        'bakery: All in all, your cake is ready.',
      ]);
      expect(troubles).toEqual([]);
    },
  );

  test('an answer is seen while it is written, and once when it is whole', { timeout }, async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const { say, chat, lines, troubles } = await visit({ pace: () => promise });
    await say('Tell me about your bread.');
    const draft = chat.locator('li[data-draft]');
    await draft.getByText('Our bread').waitFor();
    if (process.env['SCREENSHOT']) await chat.screenshot({ path: process.env['SCREENSHOT'] });
    resolve();
    await chat.getByText('Our bread is rye.').and(chat.locator(':not([data-draft])')).waitFor();
    expect(await draft.count()).toBe(0);
    expect(await lines()).toEqual(['you: Tell me about your bread.', 'bakery: Our bread is rye.']);
    expect(troubles).toEqual([]);
  });

  test('the button cancels what runs', { timeout }, async () => {
    const { say, chat, lines } = await visit();
    await say('A lemon cake, please.');
    await bar(chat, 0).waitFor();
    await chat.getByRole('button', { name: 'Cancel' }).click();
    await chat.getByRole('progressbar').waitFor({ state: 'detached' });
    expect((await lines()).at(-1)).toMatch(/^bakery: I have stopped it .*: your lemon cake\./);
  });

  test(
    'what is wanted next stands below the bar, also after a reload, until it is taken off',
    { timeout },
    async () => {
      const { say, chat, lines, rides, troubles, oven } = await visit();
      const next = chat.getByRole('list', { name: 'Next' });
      await say('A lemon cake, please.');
      await bar(chat, 0).waitFor();
      await chat.getByText(/about \d+ s more/).waitFor();
      await say('Then send it to Hill Street.');
      await next.getByText('Next: the delivery').waitFor();
      await chat.reload();
      await next.getByText('Next: the delivery').waitFor();
      if (process.env['SCREENSHOT']) await chat.screenshot({ path: process.env['SCREENSHOT'] });
      await next.getByRole('button', { name: 'Leave the delivery' }).click();
      await next.waitFor({ state: 'detached' });
      for (let step = 0; step < 3; step += 1) oven.step();
      await chat.getByText('All in all, your cake is ready.').waitFor();
      expect((await lines()).slice(2)).toEqual([
        'you: Then send it to Hill Street.',
        'bakery: Gladly. I have noted it, and it comes next: the delivery.',
        'bakery: All right, I leave that: the delivery.',
        'bakery: All in all, your cake is ready.',
      ]);
      expect(rides).toEqual([]);
      expect(troubles).toEqual([]);
    },
  );

  test('what happens while the page is cut off is there afterwards, once', { timeout }, async () => {
    const { say, chat, oven, lines, wire } = await visit();
    await say('A lemon cake, please.');
    await bar(chat, 0).waitFor();
    wire.cut();
    await chat.getByText('Connecting').waitFor();
    await say('What is fresh?');
    expect(await chat.locator('[data-waiting=true]').allTextContents()).toEqual(['What is fresh?']);
    for (let step = 0; step < 3; step += 1) oven.step();
    wire.mend();
    await chat.getByText('Answer: What is fresh?').waitFor();
    expect(await lines()).toEqual([
      'you: A lemon cake, please.',
      `bakery: ${acknowledged}`,
      'bakery: Your cake is ready.',
      'you: What is fresh?',
      'bakery: Answer: What is fresh?',
    ]);
    expect(await chat.getByRole('progressbar').count()).toBe(0);
  });

  test('a page that is loaded again shows what was said', { timeout }, async () => {
    const { say, chat, lines } = await visit();
    await say('Good morning.');
    await chat.getByText('Answer: Good morning.').waitFor();
    await chat.reload();
    await chat.getByText('Answer: Good morning.').waitFor();
    expect(await lines()).toEqual(['you: Good morning.', 'bakery: Answer: Good morning.']);
  });

  test('A10: what costs something has two buttons, and a yes by key runs it once', { timeout }, async () => {
    const { say, chat, lines, rides, troubles } = await visit();
    await say('Send it to Hill Street.');
    await buttons(chat).waitFor();
    expect(await lines()).toEqual(['you: Send it to Hill Street.', `bakery: Hello Ada. ${price}`]);
    expect(await focused(chat)).toBe('What you say');
    await chat.keyboard.press('Shift+Tab');
    expect(await focused(chat)).toBe('No');
    await chat.keyboard.press('Shift+Tab');
    expect(await focused(chat)).toBe('Yes');
    expect(rides).toEqual([]);
    await chat.keyboard.press('Enter');
    expect(await focused(chat)).toBe('What you say');
    await chat.getByText('It will be there at six.').waitFor();
    expect(await buttons(chat).count()).toBe(0);
    expect((await lines()).slice(1, 3)).toEqual([`bakery: Hello Ada. ${price}`, 'you: Yes']);
    expect(rides).toEqual(['Hill Street']);
    expect(troubles).toEqual([]);
  });

  test('A10: a no by button, or other words, run nothing, and the buttons go', { timeout }, async () => {
    const { say, chat, lines, rides } = await visit();
    await say('Send it to Hill Street.');
    await buttons(chat).getByRole('button', { name: 'No' }).click();
    await buttons(chat).waitFor({ state: 'detached' });
    expect((await lines()).slice(-2)).toEqual(['you: No', 'bakery: All right, I leave it as it is.']);
    await say('Send it to Hill Street.');
    await buttons(chat).waitFor();
    await say('Not today.');
    await chat.getByText('Answer: Not today.').waitFor();
    expect(await buttons(chat).count()).toBe(0);
    expect(rides).toEqual([]);
  });

  test.each(['key', 'mouse', 'finger'] as const)(
    'a button that goes leaves the focus where one goes on: by %s',
    { timeout },
    async (by) => {
      // in the field, a phone would open its keyboard
      const onward = by === 'finger' ? 'log' : 'What you say';
      const phone = { viewport, hasTouch: true, isMobile: true };
      const { say, chat, troubles } = await visit({}, by === 'finger' ? await browser?.newContext(phone) : oneWindow);
      const press = async (button: Locator) => {
        if (by === 'key') await button.press('Enter');
        else await (by === 'mouse' ? button.click() : button.tap());
        await button.waitFor({ state: 'detached' });
        expect(await focused(chat)).toBe(onward);
      };
      await say('A lemon cake, please.');
      await bar(chat, 0).waitFor();
      expect(await chat.getByRole('progressbar', { name: 'your lemon cake' }).count()).toBe(1);
      await say('Then send it to Hill Street.');
      await press(chat.getByRole('button', { name: 'Leave the delivery' }));
      await press(chat.getByRole('button', { name: 'Cancel' }));
      await say('Send it to Hill Street.');
      await press(buttons(chat).getByRole('button', { name: 'No' }));
      await say('Send it to Hill Street.');
      await press(buttons(chat).getByRole('button', { name: 'Yes' }));
      expect(troubles).toEqual([]);
    },
  );

  test('a question stays in sight when its buttons take room', { timeout }, async () => {
    const { say, chat } = await visit();
    await chat.setViewportSize({ width: 390, height: 320 });
    await say('Send it to Hill Street.');
    await buttons(chat).waitFor();
    const [line, below] = [await chat.getByText(price).boundingBox(), await buttons(chat).boundingBox()];
    if (!line || !below) throw new Error('nothing is to be seen');
    expect(line.y + line.height).toBeLessThanOrEqual(below.y);
  });

  test('a yes may be typed', { timeout }, async () => {
    const { say, chat, rides } = await visit();
    await say('Send it to Hill Street.');
    await buttons(chat).waitFor();
    await say('Yes, please.');
    await chat.getByText('It will be there at six.').waitFor();
    expect(await buttons(chat).count()).toBe(0);
    expect(rides).toEqual(['Hill Street']);
  });

  test('a page that is loaded again while a question is open has its buttons, and they work', { timeout }, async () => {
    const { say, chat, rides } = await visit();
    await say('Send it to Hill Street.');
    await buttons(chat).waitFor();
    await chat.reload();
    await buttons(chat).getByRole('button', { name: 'Yes' }).click();
    await chat.getByText('It will be there at six.').waitFor();
    expect(rides).toEqual(['Hill Street']);
  });

  test('A10: a question that was answered in another tab has no buttons any more', { timeout }, async () => {
    const { say, chat, rides, wire, server } = await visit();
    await say('Send it to Hill Street.');
    await buttons(chat).waitFor();
    const other = await chat.context().newPage();
    const id = await chat.evaluate(() => sessionStorage.getItem('conversation'));
    await other.addInitScript((known) => sessionStorage.setItem('conversation', known ?? ''), id);
    await other.goto(server.url);
    await buttons(other).waitFor();
    wire.cut();
    await chat.getByText('Connecting').waitFor();
    expect(await buttons(chat).getByRole('button', { disabled: true }).count()).toBe(2);
    await buttons(other).getByRole('button', { name: 'Yes' }).click();
    await other.getByText('It will be there at six.').waitFor();
    wire.mend();
    await chat.getByText('It will be there at six.').waitFor();
    expect(await buttons(chat).count()).toBe(0);
    expect(rides).toEqual(['Hill Street']);
  });

  test('A10: a press that began under one question is none under the next', { timeout }, async () => {
    const { say, chat, lines, rides, wire, server } = await visit();
    await say('Send it to Hill Street.');
    await buttons(chat).getByRole('button', { name: 'Yes' }).hover();
    await chat.mouse.down();
    wire.cut();
    await chat.getByText('Connecting').waitFor();
    const id = await chat.evaluate(() => sessionStorage.getItem('conversation'));
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ id: crypto.randomUUID(), text: 'Send two.' });
    await fetch(`${server.url}/conversations/${id}/words`, { method: 'POST', headers, body });
    wire.mend();
    await chat.getByText('Send two.').waitFor();
    await buttons(chat).getByRole('button', { name: 'Yes', disabled: false }).waitFor();
    await chat.mouse.up();
    await say('Good morning.');
    await chat.getByText('Answer: Good morning.').waitFor();
    expect(rides).toEqual([]);
    expect(await lines()).toHaveLength(6);
  });

  test('a press that does not get through can be made again', { timeout }, async () => {
    const { say, chat, lines, rides } = await visit();
    await say('Send it to Hill Street.');
    await buttons(chat).waitFor();
    const disabled = buttons(chat).getByRole('button', { disabled: true });
    await chat.route('**/yes', async (route) => {
      await disabled.nth(1).waitFor();
      await route.abort();
    });
    await buttons(chat).getByRole('button', { name: 'Yes' }).click();
    await chat.getByText('Connecting').waitFor();
    await chat.unroute('**/yes');
    expect(rides).toEqual([]);
    await buttons(chat).getByRole('button', { name: 'Yes' }).click();
    await chat.getByText('It will be there at six.').waitFor();
    expect((await lines()).filter((line) => line === 'you: Yes')).toHaveLength(1);
    expect(rides).toEqual(['Hill Street']);
  });

  test.each([
    ['with its store, what was under way goes on', true],
    ['without it, the page says what was lost', false],
  ])('after a restart of the server the talk goes on: %s', { timeout }, async (_, isKept) => {
    const { say, chat, lines, server, store } = await visit();
    await say('A lemon cake, please.');
    await bar(chat, 0).waitFor();
    await server.close();
    await chat.getByText('Connecting').waitFor();
    await say('What is fresh?');
    const { machineWith, oven } = openBakery(isKept ? { store } : {});
    const again = await serveBakery(machineWith, page, Number(new URL(server.url).port));
    opened.splice(opened.indexOf(server), 1, again);
    await chat.getByText(isKept ? 'Meanwhile: What is fresh?' : 'Answer: What is fresh?').waitFor();
    expect(await chat.getByRole('progressbar').count()).toBe(isKept ? 1 : 0);
    const before = ['you: A lemon cake, please.', `bakery: ${acknowledged}`];
    if (isKept) {
      for (let step = 0; step < 3; step += 1) oven.step();
      await chat.getByText('All in all, your cake is ready.').waitFor();
      const meanwhile = ['you: What is fresh?', 'bakery: Meanwhile: What is fresh?'];
      expect(await lines()).toEqual([...before, ...meanwhile, 'bakery: All in all, your cake is ready.']);
    } else {
      const note = 'note: The bakery was closed for a moment and has begun anew. What was under way has ended.';
      expect(await lines()).toEqual([...before, note, 'you: What is fresh?', 'bakery: Answer: What is fresh?']);
    }
  });
});

/** Serves a bakery, and opens its page. */
async function visit(cast: Parameters<typeof openBakery>[0] = {}, window = oneWindow) {
  if (!window) throw new Error('there is no browser');
  const { machineWith, oven, rides, store } = openBakery(cast);
  const server = await serveBakery(machineWith, page);
  const wire = await wireCutter(server.url);
  const chat = await window.newPage();
  opened.push(server, wire, chat);
  const troubles: string[] = [];
  chat.on('pageerror', (error) => troubles.push(String(error)));
  chat.on('console', (message) => message.type() === 'error' && troubles.push(message.text()));
  await chat.goto(wire.url);
  await chat.getByText('Open', { exact: true }).waitFor();
  return {
    server,
    wire,
    chat,
    oven,
    rides,
    store,
    troubles,
    async say(text: string) {
      await chat.getByLabel('What you say').fill(text);
      await chat.keyboard.press('Enter');
    },
    async lines() {
      const all = await chat.locator('li[class]:not(.end)').all();
      return Promise.all(all.map(async (line) => `${await line.getAttribute('class')}: ${await line.textContent()}`));
    },
  };
}

function bar(chat: Page, percent: number) {
  return chat.locator(`progress[value="${percent}"]`);
}

function buttons(chat: Page) {
  return chat.getByRole('group', { name: price });
}

/** The name of what has the focus. */
async function focused(chat: Page) {
  const focus = chat.locator(':focus');
  const name = (await focus.getAttribute('aria-label')) ?? (await focus.getAttribute('role'));
  return name ?? focus.textContent();
}
