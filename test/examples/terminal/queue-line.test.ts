import { expect, test } from 'vitest';
import { queueLine } from '../../../examples/telco/terminal/queue-line.ts';

test('what waits is a line in its order, cut where the terminal ends', () => {
  const waiting = ['your roaming pass', 'the change of your plan'];
  expect(queueLine(waiting, 80)).toBe('next: your roaming pass, then the change of your plan');
  expect(queueLine(waiting, 30)).toBe('next: your roaming pass, the…');
});
