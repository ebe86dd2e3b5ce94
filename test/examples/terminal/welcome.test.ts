import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { help, welcome } from '../../../examples/telco/terminal/welcome.ts';

test.each([
  ['welcome', welcome({ model: undefined, customer: undefined }).join('\n')],
  ['help', help],
])('the %s says how to cancel', (_, text) => {
  expect(text).toMatch(/Esc .*cancels? what is running/);
});

test('the help says how to see what waits, and how to stop it all', () => {
  expect(help).toMatch(/"What waits\?"[^]*"Stop everything\."/);
});

test('it is said who answers and who is asking', () => {
  expect(welcome({ model: 'qwen3 at http://localhost', customer: '+12125550142' }).slice(0, 2)).toEqual([
    'qwen3 at http://localhost will answer.',
    'You are signed in with the number +12125550142.',
  ]);
  const page = { url: 'http://127.0.0.1:1/a/', statelyUrl: 'http://127.0.0.1:1/a/stately' };
  expect(welcome({ model: undefined, customer: undefined, page })).toEqual(
    expect.arrayContaining([expect.stringMatching(/ http:\S+\/a\/$/), expect.stringMatching(/ http:\S+\/stately$/)]),
  );
  expect(welcome({ model: undefined, customer: undefined })[0]).toContain('is no language model');
});

test('the picture in the README shows what is said at first', () => {
  const picture = readFileSync('docs/terminal.svg', 'utf8');
  const words = [...picture.matchAll(/<text .*?>(.*?)<\/text>/g)].map(([, row = '']) => row);
  const greeting = welcome({ model: undefined, customer: '+12125550142' });
  expect(words.join(' ')).toContain(`$ npm start -s ${greeting.join(' ')} ›`);
  const [, alt = 'no picture'] = /!\[(.*)\]\(docs\/terminal\.svg\)/.exec(readFileSync('README.md', 'utf8')) ?? [];
  expect(picture).toContain(`aria-label="${alt}"`);
});
