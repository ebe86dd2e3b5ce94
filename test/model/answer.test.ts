import { stage } from 'meanwhile/testing';
import { expect, test } from 'vitest';
import { stepsTool } from '../kit/steps-tool.ts';

/** What the chat's model is sent when the user asks something while the house is painted, after some talk. */
async function wordsToChat(history: number) {
  const scene = stage({
    tools: (clock) => [stepsTool(clock, [])],
    limits: { history },
    main: [{ text: 'Hello Jo.' }, { calls: [{ name: 'paint' }] }, { text: 'It is blue.' }],
    chat: [{ text: 'Well.' }],
    synthesis: [{ text: 'It is blue.' }],
  });
  await scene.say('I am Jo.');
  await scene.say('Paint my house.');
  await scene.say('Who am I?');
  const [asked] = scene.models.chat.asked;
  await scene.untilIdle();
  return asked?.messages.filter(({ role }) => role !== 'system').map(({ content }) => content);
}

test('F1: the chat knows what was said before it began', async () => {
  expect(await wordsToChat(40)).toEqual([
    'I am Jo.',
    'Hello Jo.',
    'Paint my house.',
    'I am on it: the painting. This takes a moment, and you can go on talking to me.',
    'Who am I?',
  ]);
});

test('E12: the chat reads no more of it than the limit', async () => {
  expect(await wordsToChat(3)).toEqual([
    'Paint my house.',
    'I am on it: the painting. This takes a moment, and you can go on talking to me.',
    'Who am I?',
  ]);
});

test('C11: of the tools that one line of the chat asks for, only so many are asked', async () => {
  const scene = stage({
    tools: (clock) => [stepsTool(clock, [])],
    limits: { calls: 2 },
    main: [{ calls: [{ name: 'paint' }] }, { text: 'It is blue.' }],
    chat: [{ calls: Array.from({ length: 5 }, () => ({ name: 'check_status' })) }, { text: 'Half.' }],
  });
  await scene.say('Paint my house.');
  await scene.say('How far?');
  await scene.untilIdle();
  expect(scene.models.chat.asked[1]?.messages.filter(({ role }) => role === 'tool')).toHaveLength(2);
});
