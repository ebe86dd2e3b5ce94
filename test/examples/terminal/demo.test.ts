import { expect, test } from 'vitest';
import { runScript } from './process.ts';

const timeout = 60_000;

test.concurrent('the demo plays its three scenes to the end, with times', { timeout }, async () => {
  const { code, stdout, stderr } = await runScript('demo', ['--speed', '20']).ended();
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const scenes = stdout.split(/^Scene \d\. /m).slice(1);
  expect(scenes.map((scene) => scene.split('\n')[0])).toEqual([
    'A long operation, with status checks and small talk',
    'A quick query',
    'A chat that hangs: timeout and abort',
  ]);
  expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
  const [first, second, third] = scenes;
  expect(first).toMatch(
    /answer [^]*55\.00 EUR a month[^]*\?\n.*\(nothing runs until[^]*user {12}Yes, please\.\n.*acknowledgment/,
  );
  expect(first).toMatch(/ s {2}announcement {4}.*\n?.*Unlimited/);
  expect(first).toMatch(/ s {2}interim /);
  // the demo's seconds are those that the agent speaks of
  expect(third).toContain('(0.75 s are over: the chat is told to stop)');
  expect(second).toMatch(/ s {2}answer /);
  expect(second).not.toContain('%');
  expect(third).toMatch(/the chat is told to stop[^]*announcement[^]*45\.00 EUR[^]*answer[^]*27\.5 GB/);
});

test.concurrent('when nobody reads on, the demo ends without a word', { timeout }, async () => {
  const demo = runScript('demo', ['--speed', '20']);
  await demo.until(/Scene 1/);
  demo.stopReading();
  expect(await demo.ended()).toMatchObject({ code: 0, stderr: '' });
});
