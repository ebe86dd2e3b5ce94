import { expect, test } from 'vitest';
import { instructions } from '../../../examples/telco/prompts.ts';
import { openCounter } from './counter.ts';

const voices = Object.entries(instructions);

test.each(voices)('the %s voice is told in ASCII to speak plainly', (_, text) => {
  expect(text).toMatch(/^[\x20-\x7e\n]+$/);
  expect(text).toContain('no lists, no markdown, no emoji');
});

test.each(voices)('the %s voice names only tools that exist', (_, text) => {
  const known = [...openCounter().tools.map((tool) => tool.name), 'check_status'];
  for (const name of text.match(/\w+_tool\b|check_status/g) ?? []) expect(known).toContain(name);
});
