import type { Turn } from './turn.ts';
import type { Intent, SmallTalk } from './understanding/intents.ts';

/** How somebody answers what needs no tool. */
export type SmallTalker = Record<Talk, string>;

type Talk = SmallTalk | 'duration' | 'unknown';

const honesty = 'I am a demo model of this example: I know some phrases, and I am no language model.';
const abilities = 'your bill, your data, your plan, add-ons, roaming, alerts and your contract';

const jokes = [
  'Why did the phone wear glasses? It had lost its contacts.',
  'I would tell you a joke about roaming, but it would cost extra.',
  'Why was the cell phone so calm? It had plenty of good connections.',
];

/** Small talk while nothing else is going on. */
export const talkInFront: SmallTalker = {
  status: 'Nothing is running at the moment, so I am all yours.',
  duration: 'It takes a few seconds once you have said yes, and you can go on talking to me meanwhile.',
  presence: 'Yes, I am here. What can I do for you?',
  greeting: 'Hello, and welcome. What can I do for you?',
  thanks: 'You are very welcome. Is there anything else?',
  goodbye: 'Goodbye, and have a lovely day.',
  joke: 'I wish I knew another one.',
  weather: 'I cannot look out of the window, but I hope the sun shines where you are.',
  howAreYou: 'I am fine, thank you. What can I do for you?',
  whoAreYou: `${honesty} I can help you with ${abilities}.`,
  help: `You can ask me about ${abilities}.`,
  yes: 'Gladly, but I am not sure what you are saying yes to. What shall I do for you?',
  hesitation: 'Take your time. I do nothing until you say so.',
  later: 'I cannot note that for later, so I leave everything as it is. Just tell me when it is time.',
  no: 'All right, I leave everything as it is.',
  neverMind: 'No problem, I leave everything as it is.',
  stop: 'All right, I leave everything as it is.',
  goOn: 'All right.',
  unknown: `I did not understand that, I am sorry. ${honesty} You can ask me about ${abilities}.`,
};

/** Small talk while a long tool runs. */
export const talkMeanwhile: SmallTalker = {
  ...talkInFront,
  status: 'Your request is being worked on. I tell you as soon as it is there.',
  presence: 'Yes, I am still here with you. Your request is being worked on, and you will hear as soon as it is there.',
  greeting: 'Hello again. Your request is being worked on, and I keep you company meanwhile.',
  thanks: 'You are very welcome. It should not be long now.',
  goodbye: 'Goodbye for now. Your request goes on, and the result will be here for you.',
  weather:
    'I cannot look out of the window, but I hope the sun shines where you are. Inside here, work is going on nicely.',
  howAreYou: 'I am fine, thank you, and I enjoy the chat. Your request is going on in the background.',
  help: 'While your request is being worked on, I can tell you how far it is, look up your data, your plan, add-ons, plans on sale and roaming, note what you want done next, and stop what you no longer want.',
  yes: 'Lovely. Just tell me again as soon as the work is done, if I am to do something for you.',
  no: 'All right. I am here if you need anything.',
  goOn: 'All right, it goes on.',
  unknown: `I did not understand that, I am sorry. ${honesty} Ask me how far the work is, or about your data, your plan or roaming.`,
};

/** The answer to small talk. Jokes take turns, by how much was said before. */
export function smallTalk(talker: SmallTalker, about: Talk, turn: Turn): string {
  if (about !== 'joke') return talker[about];
  const lines = turn.earlier.filter(({ role }) => role === 'assistant').length;
  return jokes[lines % jokes.length] ?? talker.joke;
}

/** Whether an intent is small talk. */
export function isSmallTalk(intent: Intent | Talk): intent is Talk {
  return intent in talkInFront;
}
