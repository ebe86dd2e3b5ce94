import { expect, test } from 'vitest';
import { optionsIn } from '../../../examples/telco/terminal/options.ts';

const read = (...args: string[]) => optionsIn(args, ['sign-in', 'speed', 'fresh', 'inspect', 'help']);

test('without options the customer is signed in and the tools work at the speed of life', () => {
  expect(read()).toEqual({ signIn: false, speed: 1, fresh: false, inspect: false, help: false });
});

test('options are read', () => {
  expect(read('--sign-in', '--speed', '2.5', '--fresh', '--inspect')).toEqual({
    signIn: true,
    speed: 2.5,
    fresh: true,
    inspect: true,
    help: false,
  });
  expect(read('-h')).toMatchObject({ help: true });
});

test.each([
  [['--sped'], "Unknown option '--sped'. There is --sign-in, --speed <number>, --fresh, --inspect, --help."],
  [['hello'], "Unexpected argument 'hello'. There is --sign-in, --speed <number>, --fresh, --inspect, --help."],
  [
    ['--speed'],
    "Option '--speed <value>' argument missing. There is --sign-in, --speed <number>, --fresh, --inspect, --help.",
  ],
  [
    ['--sign-in=yes'],
    "Option '--sign-in' does not take an argument. There is --sign-in, --speed <number>, --fresh, --inspect, --help.",
  ],
  [['--speed', 'fast'], "--speed is 'fast': give a number from 0.1 to 100."],
  [['--speed', '0'], "--speed is '0': give a number from 0.1 to 100."],
  [['--speed='], "--speed is '': give a number from 0.1 to 100."],
  [['--speed', 'Infinity'], "--speed is 'Infinity': give a number from 0.1 to 100."],
  [['--speed=-1'], "--speed is '-1': give a number from 0.1 to 100."],
])('%j gets one clear line', (args, complaint) => {
  expect(read(...args)).toEqual({ complaint });
});

test('an option of another program is unknown', () => {
  expect(optionsIn(['--sign-in'], ['speed', 'help'])).toEqual({
    complaint: "Unknown option '--sign-in'. There is --speed <number>, --help.",
  });
});
