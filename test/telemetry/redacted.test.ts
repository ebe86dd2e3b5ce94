import { telemetry } from 'meanwhile/telemetry';
import { expect, test } from 'vitest';
import { stage } from 'meanwhile/testing';
import { canary, places, playCanaries } from '../inspection/canaries.ts';
import { stepsTool } from '../kit/steps-tool.ts';
import { attached } from './attached.ts';
import { sdk } from './recorder.ts';

const canariesIn = (text: string) => places.filter((place) => text.includes(canary(place)));

test('A13: no span, event, link or metric holds what anybody said, asked for, is, or got as a result', async () => {
  const heard = sdk();
  await playCanaries(attached(heard));
  expect(heard.spans().length).toBeGreaterThan(15);
  const all = await heard.all();
  expect(canariesIn(all)).toEqual([]);
  expect(all.match(/canary.{0,20}/g)).toBeNull();
  expect(heard.open()).toEqual([]);
});

test('A13: where content is told, it is what was said, asked for and found, and nothing that the session knows', async () => {
  const heard = sdk();
  await playCanaries(attached({ ...heard, content: true }));
  const told = canariesIn(await heard.all());
  expect(told).toEqual(
    expect.arrayContaining(
      'args result quick answer plain interim quick-request long-request question failure'.split(' '),
    ),
  );
  const known = ['session', 'conversation', 'updated', 'fact', 'unknown-tool'];
  expect(told.filter((place) => known.includes(place))).toEqual([]);
});

test('A12, A13: a value of the session is masked in content as in a model’s input', async () => {
  const heard = sdk();
  const scene = stage({ main: [{ text: 'I will call 4477009001.' }], input: { session: { msisdn: '4477009001' } } });
  telemetry(scene.actor, { ...heard, content: true });
  await scene.say('Call me at 4477009001, please.');
  const [span] = heard.spans().filter(({ name }) => name === 'invoke_agent');
  expect(span?.attributes).toMatchObject({
    'gen_ai.input.messages': '[{"role":"user","parts":[{"type":"text","content":"Call me at [msisdn], please."}]}]',
    'gen_ai.output.messages': '[{"role":"assistant","parts":[{"type":"text","content":"I will call [msisdn]."}]}]',
  });
  expect(await heard.all()).not.toContain('4477009001');
});

test('A13: an error is told by its kind; its words only with content', async () => {
  const play = async (content: boolean) => {
    const heard = sdk();
    const error = Object.assign(new Error('you said Ada'), { status: 429 });
    const scene = stage({ main: [{ error }] });
    telemetry(scene.actor, { ...heard, content });
    await scene.say('I am Ada.');
    return heard.spans().find(({ name }) => name === 'chat');
  };
  expect((await play(false))?.attributes).toMatchObject({ 'error.type': '429', 'meanwhile.outcome': 'failed' });
  expect((await play(false))?.events).toEqual([]);
  expect((await play(true))?.events).toMatchObject([
    { name: 'exception', attributes: { 'exception.message': expect.stringContaining('too many requests') } },
  ]);
});

test('the conversation goes by the name that the app gives it, or by a random one', async () => {
  const names = [];
  for (const options of [{ conversationId: 'talk-1' }, {}, {}]) {
    const heard = sdk();
    const scene = stage({ main: [{ text: 'Hello.' }], tools: (clock) => [stepsTool(clock, [])] });
    telemetry(scene.actor, { ...heard, ...options });
    await scene.say('Hi');
    names.push(...new Set(heard.spans().map(({ attributes }) => attributes['gen_ai.conversation.id'])));
  }
  expect(names).toEqual(['talk-1', expect.stringMatching(/^[\da-f-]{36}$/), expect.stringMatching(/^[\da-f-]{36}$/)]);
  expect(new Set(names).size).toBe(3);
});
