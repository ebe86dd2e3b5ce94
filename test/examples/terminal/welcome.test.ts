import { expect, test } from 'vitest';
import { help, welcome } from '../../../examples/telco/terminal/welcome.ts';

test.each([
  ['welcome', welcome({ model: undefined, customer: undefined }).join('\n')],
  ['help', help],
])('the %s says how to cancel, which no words can', (_, text) => {
  expect(text).toContain('Ctrl-C cancels what is running');
});

test('it is said who answers and who is asking', () => {
  expect(welcome({ model: 'qwen3 at http://localhost', customer: '+12125550142' }).slice(0, 2)).toEqual([
    'qwen3 at http://localhost answers.',
    'You are signed in with the number +12125550142.',
  ]);
  const page = { url: 'http://127.0.0.1:1/a/', statelyUrl: 'http://127.0.0.1:1/a/stately' };
  expect(welcome({ model: undefined, customer: undefined, page })).toEqual(
    expect.arrayContaining([expect.stringMatching(/ http:\S+\/a\/$/), expect.stringMatching(/ http:\S+\/stately$/)]),
  );
  expect(welcome({ model: undefined, customer: undefined })[0]).toContain('is no language model');
});
