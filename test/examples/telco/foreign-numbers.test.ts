import { expect, test } from 'vitest';
import { keptFile } from './kept-file.ts';

test('A8: who names numbers of others is counted, session by session, over restarts and from every process', async () => {
  const { open } = keptFile();
  const [first, second] = [open(), open()];
  await Promise.all([first, second, first].map(({ operator }) => operator.noteForeignNumber('s')));
  await second.operator.noteForeignNumber('t');
  first.close();
  second.close();

  const { operator } = open();
  await operator.noteForeignNumber('s');
  expect(await Promise.all(['s', 't', 'nobody'].map((session) => operator.foreignNumbers(session)))).toEqual([4, 1, 0]);
});
