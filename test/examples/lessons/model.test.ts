import { stage } from 'meanwhile/testing';
import { expect, test } from 'vitest';
import { bakeryTools } from '../../../examples/02-your-own-tools.ts';
import { standIn } from '../../../examples/model.ts';
import { price } from './bakery.ts';

test.each([
  ['in words', { type: 'user.said', text: 'Yes, please.' }],
  ['by a button', { type: 'confirmation.given', token: 'operation-1/call-3' }],
] as const)('the stand-in does nothing anew after a yes %s, and tells what came of it', async (_, yes) => {
  const { scene, rides } = visit();
  await scene.say('My card is 4711. Bake me a lemon cake and send it to Hill Street.');
  await scene.at(10_000);
  expect(scene.replies().at(-1)?.text).toBe(`Here is your lemon cake. ${price}`);
  await scene.send(yes);
  await scene.untilIdle();
  expect(scene.replies().at(-1)?.text).toBe('It will be there at six.');
  expect(scene.emitted('operation').flatMap(({ status, runs }) => (status === 'done' ? runs : []))).toMatchObject([
    { tool: 'bake_cake' },
    { tool: 'send_cake' },
  ]);
  expect(rides).toEqual(['Hill Street']);
});

test('the stand-in takes a no, and does not know what a yes to nothing is', async () => {
  const { scene, rides } = visit();
  await scene.say('My card is 4711. Send it to Hill Street.');
  await scene.at(5000);
  expect(scene.replies().at(-1)?.text).toBe(`Hello Ada. ${price}`);
  await scene.say('No, thank you.');
  await scene.untilIdle();
  expect(scene.replies().at(-1)?.text).toBe('All right.');
  await scene.say('Yes, please.');
  await scene.untilIdle();
  expect(scene.replies().at(-1)?.text).toMatch(/^I know little: /);
  expect(rides).toEqual([]);
});

test('the stand-in notes what comes next, and stops what is no longer wanted', async () => {
  const { scene } = visit();
  await scene.say('My card is 4711. Bake me a lemon cake.');
  await scene.at(1200);
  await scene.say('Then send it to Hill Street.');
  await scene.at(1900);
  expect(scene.replies().at(-1)?.text).toBe('Gladly. I have noted it, and it comes next: the delivery to Hill Street.');
  await scene.say('Stop that.');
  await scene.at(2700);
  expect(scene.replies().map(({ text }) => text)).toContain('Which one? There is a button at each.');
});

function visit() {
  const rides: string[] = [];
  const ride = async (address: string) => {
    rides.push(address);
    return 'at six';
  };
  const tools = ({ wait }: { wait: typeof scene.clock.wait }) => bakeryTools({ wait, ride });
  const scene: ReturnType<typeof stage> = stage({ tools, main: standIn, chat: standIn, synthesis: standIn });
  return { scene, rides };
}
