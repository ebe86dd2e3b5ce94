import { setTimeout } from 'node:timers/promises';
import type { BaseChatModel } from '@langchain/core/language_models/chat_models';
import { ChatOpenAI } from '@langchain/openai';
import { scriptedModel, type Asked, type Line } from 'meanwhile/testing';

/**
 * The model of the lessons: a real one if OPENAI_API_KEY or OPENAI_BASE_URL is set, else a stand-in that knows a few
 * sentences of a bakery. Which of the two talks stands on stdout. OPENAI_MODEL names another than gpt-4o. `pace` is how long
 * the stand-in takes for each word, in milliseconds.
 */
export function lessonModel({ pace = 0 } = {}): BaseChatModel {
  const { OPENAI_API_KEY: apiKey = '', OPENAI_BASE_URL: server = '', OPENAI_MODEL: model = 'gpt-4o' } = process.env;
  if (apiKey || server) {
    console.log(`(${model} is talking.)`);
    return new ChatOpenAI({
      model,
      apiKey: apiKey || 'none',
      maxRetries: 1,
      useResponsesApi: false,
      streamUsage: false,
    });
  }
  console.log('(No OPENAI_API_KEY is set: a stand-in is talking, which knows a few sentences.)');
  return scriptedModel((asked) => inWords(standIn(asked), pace), {
    wait: (ms, signal) => setTimeout(ms, undefined, { signal }),
  });
}

/** Something the stand-in understands; `label` is what it is called where it may have to wait. */
type Sentence = {
  hears: RegExp;
  tool: string;
  args(about: string): Record<string, string>;
  tells(result: string): string;
  label?(about: string): string;
};

/** What the stand-in understands, the tool it uses for that, and what it makes of the result. */
const sentences: Sentence[] = [
  {
    hears: /\b(\d{4})\b/,
    tool: 'show_card',
    args: (card) => ({ card }),
    tells: (result) => (fieldOf(result, 'customer') ? `Hello ${fieldOf(result, 'customer')}.` : 'Whose card?'),
  },
  {
    hears: /\b(?:bake|order|want|like)\b.*?(\w+) cake/i,
    tool: 'bake_cake',
    label: (cake) => `your ${cake.toLowerCase()} cake`,
    args: (cake) => ({ cake: cake.toLowerCase() }),
    tells: (result) => `Here is your ${fieldOf(result, 'cake')} cake.`,
  },
  {
    hears: /\bsend\b.* to (.*?)[.!?]?$/i,
    tool: 'send_cake',
    label: (address) => `the delivery to ${address}`,
    args: (address) => ({ address }),
    tells: (result) => `It will be there ${fieldOf(result, 'arrives')}.`,
  },
  {
    hears: /\bfresh\b/i,
    tool: 'whats_fresh',
    args: () => ({}),
    tells: (result) => `Fresh today: ${result}.`,
  },
  {
    hears: /\bhow (far|long)\b|\bready\b/i,
    tool: 'check_status',
    args: () => ({}),
    tells: (result) => `It is ${/"progress":(\d+)/.exec(result)?.[1]} % done.`,
  },
  {
    hears: /\b(stop|cancel|forget)\b/i,
    tool: 'cancel_operation',
    args: () => ({}),
    tells: () => 'Of course.',
  },
  { hears: /(?!)/, tool: 'queue_request', args: () => ({}), tells: () => 'Gladly.' },
];

/**
 * What the stand-in says. One voice has no tools: it joins a result and the talk meanwhile. The others use a tool for
 * each thing they hear.
 */
export function standIn({ messages, tools }: Asked): Line {
  const latest = messages.at(-1)?.content ?? '';
  if (tools.length === 0) return { text: `And now: ${fieldOf(latest, 'reply')}`, after: 300 };

  const last = messages.findLastIndex(isWords);
  const said = messages[last]?.role === 'user' ? messages[last].content : ''; // a yes by a button says nothing
  const turn = messages.slice(last + 1);
  const heard = sentences.filter(({ hears, tool }) => hears.test(said) && tools.includes(tool));
  const results = turn.filter((message) => message.role === 'tool');
  const later =
    tools.includes('queue_request') && results.every(({ name }) => name !== 'queue_request')
      ? laterIn(said, tools)
      : [];
  if (later.length > 0) return { calls: later, after: 300 };
  const next = heard.find(({ tool }) => results.every(({ name }) => name !== tool));
  if (next) return { calls: [{ name: next.tool, args: next.args(next.hears.exec(said)?.[1] ?? '') }], after: 300 };
  if (results.length === 0) return { text: lost(said, tools), after: 300 };
  const done = results.filter(({ content }) => fieldOf(content, 'error') !== 'not_confirmed'); // the library asks
  const worthTelling = done.filter(({ name }) => name !== 'show_card' || done.length === 1);
  const text = worthTelling.map(({ name, content }) => told(name, content)).join(' ');
  return { text, after: 300 };
}

/** As a model says it: word by word. */
function inWords(line: Line, pace: number): Line {
  return { ...line, text: [line.text ?? ''].flat().flatMap((text) => text.split(/(?<= )/)), pace };
}

/** What can't be done now, and is noted. */
function laterIn(said: string, tools: string[]) {
  return sentences.flatMap(({ hears, tool, label }) => {
    const [, about] = hears.exec(said) ?? [];
    if (!label || about === undefined || tools.includes(tool)) return [];
    return [{ name: 'queue_request', args: { label: label(about) } }];
  });
}

/** Of a run that did not succeed it says nothing: the library then tells how it ended. */
function told(tool: string, result: string): string {
  const error = fieldOf(result, 'error');
  if (error === 'not_customer') return 'What is the number on your card?';
  if (error === 'not_baked_here') return 'We bake lemon, carrot and chocolate cakes.';
  if (error === 'which_one') return 'Which one? There is a button at each.';
  return error ? '' : (sentences.find((sentence) => sentence.tool === tool)?.tells(result) ?? '');
}

function lost(said: string, tools: string[]): string {
  if (/^no\b/i.test(said)) return 'All right.';
  return tools.includes('bake_cake')
    ? 'I know little: try "Bake me a lemon cake", "What is fresh?" or "Send it to Hill Street".'
    : 'Ask me what is fresh, or how far it is. What you want next I note, and "Stop that" stops it.';
}

/** What was said aloud, by either side; not a call, nor its result. */
function isWords(message: Asked['messages'][number]): boolean {
  return message.role === 'user' || (message.role === 'assistant' && !message.tool_calls);
}

function fieldOf(json: string, name: string): string {
  return new RegExp(`"${name}":"([^"]*)"`).exec(json)?.[1] ?? '';
}
