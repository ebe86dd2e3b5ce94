import type { FailureSource } from '../../machines/conversation-protocol.ts';
import type { Answer } from './openai-server.ts';
import type { threeTools } from './three-tools.ts';
import { SECRETS } from './wire-faults.ts';
import type { Voice, WireScene } from './wire-scene.ts';

/** A place in a conversation where a model is asked, and what comes of it when it is asked in vain there. */
export type Place = {
  /** What each voice says, one after the other; `faulty` is what goes wrong. */
  lines(faulty: Answer): Partial<Record<Voice, Answer[]>>;
  /** Comes to the place: a model is being asked there. */
  reach(scene: WireScene, tools: ReturnType<typeof threeTools>): Promise<void>;
  /** What is left to do when that was in vain. */
  goOn?(scene: WireScene, tools: ReturnType<typeof threeTools>): Promise<void>;
  /** Which of its voice's requests it is, from 1. */
  request: { voice: Voice; nth: number };
  source: FailureSource;
  /** How long the library waits there, and what it says then. */
  patienceMs: number;
  silence: string;
  /** What the user is told, in all. */
  replies: [string, string][];
  /** The tools that run, in all. */
  ran: string[];
};

const broke = 'I am sorry, something went wrong on my side and I could not finish that. Please ask me again.';
const begun: [string, string] = [
  'acknowledgment',
  'I am on it: your bill. This takes a moment, and you can go on talking to me.',
];
const later: [string, string] = ['interim', 'Let me come back to that in a moment.'];
const ran = ['bill operation-1/call-1'];
const bill = { calls: [{ name: 'bill' }] };
const yours = { text: 'All in all, 45 EUR.' };
const here = { text: 'I am here.' };
/** The answer to what the user says afterwards. */
export const AGAIN = { text: 'Hello again.' };

const ofMain = { source: 'operation', patienceMs: 30_000, silence: 'the model did not answer in time' } as const;
const ofChat = { source: 'chat', patienceMs: 30_000, silence: 'the chat model did not answer in time' } as const;

/** Every place where a model is asked. After each of them the user says one thing more, and is told `AGAIN`. */
export const PLACES: Record<string, Place> = {
  "main's first call": {
    ...ofMain,
    lines: (faulty) => ({ main: [faulty, AGAIN] }),
    reach: async (scene) => begin(scene),
    request: { voice: 'main', nth: 1 },
    replies: [['answer', broke]],
    ran: [],
  },
  "main's call after a quick tool": {
    ...ofMain,
    lines: (faulty) => ({ main: [{ calls: [{ name: 'balance' }] }, faulty, AGAIN] }),
    reach: async (scene) => begin(scene),
    request: { voice: 'main', nth: 2 },
    replies: [['answer', broke]],
    ran: ['balance operation-1/call-1'],
  },
  "main's call after a long tool": {
    ...ofMain,
    lines: (faulty) => ({ main: [bill, faulty, AGAIN] }),
    async reach(scene, tools) {
      await begin(scene, 'bill');
      tools.finish(45);
    },
    request: { voice: 'main', nth: 2 },
    replies: [begun, ['announcement', 'Your bill is 45 EUR.']],
    ran,
  },
  "the chat's call": {
    ...ofChat,
    lines: (faulty) => ({ main: [bill, yours, here, AGAIN], chat: [faulty] }),
    async reach(scene) {
      await begin(scene, 'bill');
      scene.say('Are you there?');
    },
    goOn: finishWhenPutOff,
    request: { voice: 'chat', nth: 1 },
    replies: [begun, later, ['announcement', yours.text], ['answer', here.text]],
    ran,
  },
  "the chat's call after a look": {
    ...ofChat,
    lines: (faulty) => ({ main: [bill, yours, here, AGAIN], chat: [{ calls: [{ name: 'check_status' }] }, faulty] }),
    async reach(scene) {
      await begin(scene, 'bill');
      scene.say('How far are you?');
    },
    goOn: finishWhenPutOff,
    request: { voice: 'chat', nth: 2 },
    replies: [begun, later, ['announcement', yours.text], ['answer', here.text]],
    ran,
  },
  "the synthesis' call": {
    lines: (faulty) => ({ main: [bill, yours, AGAIN], chat: [here], synthesis: [faulty] }),
    async reach(scene, tools) {
      await begin(scene, 'bill');
      scene.say('Are you there?');
      await scene.replied('interim');
      tools.finish(45);
    },
    request: { voice: 'synthesis', nth: 1 },
    source: 'synthesis',
    patienceMs: 3_000,
    silence: 'the synthesis took too long; the plain result was told',
    replies: [begun, ['interim', here.text], ['announcement', yours.text]],
    ran,
  },
};

async function begin(scene: WireScene, tool?: 'bill') {
  scene.say(SECRETS.words);
  if (tool) await scene.replied('acknowledgment');
}

async function finishWhenPutOff(scene: WireScene, tools: ReturnType<typeof threeTools>) {
  await scene.replied('interim');
  tools.finish(45);
}
