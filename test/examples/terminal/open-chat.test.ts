import Keyv from 'keyv';
import { createConversationMachine, openConversation } from 'meanwhile';
import { expect, test } from 'vitest';
import { type Line, scriptedModel, settle, virtualClock } from 'meanwhile/testing';
import { createOperator } from '../../../examples/telco/operator/operator.ts';
import { exampleNumbers } from '../../../examples/telco/operator/seed-customers.ts';
import { openChat } from '../../../examples/telco/terminal/open-chat.ts';
import type { Hands, Shown } from '../../../examples/telco/terminal/screen.ts';
import { createTelcoTools } from '../../../examples/telco/tools/telco-tools.ts';

const bill: Line[] = [
  { calls: [{ name: 'get_billing_summary_tool' }] },
  { text: 'It was 45.00 EUR, on a plan of 40.00 EUR.' },
];

type Chat = Awaited<ReturnType<typeof chatWith>>;

type Parts = {
  live?: boolean;
  main: Line[];
  chat?: Line[];
  kept?: Map<string, unknown>;
  clock?: ReturnType<typeof virtualClock>;
};

/** A chat on a screen that only remembers, with models that follow a script, on virtual time. */
async function chatWith({ live = true, main, chat = [], kept = new Map(), clock = virtualClock() }: Parts) {
  const printed: string[] = [];
  const shown: (Shown | undefined)[] = [];
  const waiting: string[] = [];
  const codes: number[] = [];
  let hands: Hands | undefined;
  let draft = '';
  const store = new Keyv({ store: kept });
  const operator = createOperator({ now: clock.now, random: () => 0.5, sendSms: () => {} });
  const machine = createConversationMachine({
    model: scriptedModel(main, clock),
    chatModel: scriptedModel(chat, clock),
    tools: createTelcoTools({ operator, stepMs: 2000, wait: (ms, signal) => clock.wait(ms, signal) }),
    store,
    clock,
  });
  const session = { verified: true, msisdn: exampleNumbers.a };
  const conversation = await openConversation(machine, { id: 'terminal-1', session });
  const { interrupt, leave, left } = openChat({
    openScreen(given) {
      hands = given;
      return {
        live,
        print: (voice, text) => printed.push(`${voice}: ${text}`),
        show(run, behind = []) {
          shown.push(run);
          const line = behind.join(', ');
          if (line !== (waiting.at(-1) ?? '')) waiting.push(line);
        },
        clearLine() {
          const wasTyped = draft !== '';
          draft = '';
          return wasTyped;
        },
        close: () => printed.push('closed'),
      };
    },
    agent: { store },
    conversation,
    greeting: [],
    server: { baseURL: 'http://127.0.0.1:9/v1', model: 'gpt-4o' },
  });
  void left.then((code) => codes.push(code));
  return {
    clock,
    printed,
    shown,
    waiting,
    codes,
    interrupt,
    leave,
    conversation,
    escape: () => hands?.escaped(),
    ctrlC: () => hands?.interrupted(),
    /** Types without an end. */
    typeOn: (text: string) => (draft += text),
    /** What is typed so far. */
    draft: () => draft,
    end: () => hands?.ended(),
    async type(...typed: string[]) {
      for (const line of typed) hands?.typed(line);
      await clock.goTo(clock.elapsed());
    },
  };
}

test('at a terminal one goes on typing, and every line is said at once', async () => {
  const { type, clock, printed } = await chatWith({
    main: [...bill, { text: 'unused' }],
    chat: [{ text: '27.5 GB.' }, { text: 'And so it was 45.00 EUR, on a plan of 40.00 EUR.' }],
  });
  await type('Draw up my bill.', '', '   ');
  await clock.goTo(1000);
  await type('How much data have I left?');
  await clock.goTo(7000);
  expect(printed).toEqual([
    'acknowledgment: I am drawing up your bill. That takes a moment, and you can go on talking to me.',
    'interim: 27.5 GB.',
    'announcement: And so it was 45.00 EUR, on a plan of 40.00 EUR.',
  ]);
});

test('what runs is shown until it was told', async () => {
  const { type, clock, shown } = await chatWith({ main: bill });
  await type('Draw up my bill.');
  await clock.goTo(6000);
  const bars = shown.map((what) => (typeof what === 'object' ? `${what.percent} ${what.message}` : what));
  expect(bars.filter((bar, index) => bar !== bars[index - 1])).toEqual([
    'thinking',
    '0 ',
    '33 I have your last bill and am checking the charges.',
    '66 The charges are checked and I am adding them up.',
    '100 The charges are checked and I am adding them up.',
    undefined,
  ]);
});

test('a piped line is said when the one before has its first answer, and the end waits for everything', async () => {
  const { type, end, clock, printed, codes } = await chatWith({
    live: false,
    main: [...bill, { text: 'You are welcome.' }],
    chat: [
      { text: '27.5 GB.', after: 500 },
      { text: 'Hello.', after: 500 },
      { text: 'It was 45.00 EUR, on a plan of 40.00 EUR.' },
    ],
  });
  await type('Draw up my bill.', 'How much data have I left?', 'Hello');
  end();
  expect(printed.at(-1)).toBe('you: How much data have I left?');
  await clock.goTo(600);
  expect(printed.slice(-2)).toEqual(['interim: 27.5 GB.', 'you: Hello']);
  await clock.goTo(5999);
  expect(codes).toEqual([]);
  await clock.goTo(6000);
  expect(printed.slice(-4)).toEqual([
    'interim: Hello.',
    'announcement: It was 45.00 EUR, on a plan of 40.00 EUR.',
    'note: Goodbye.',
    'closed',
  ]);
  expect(codes).toEqual([0]);
});

test('while the model thinks and nothing runs yet, that is shown, and Ctrl-D waits for it', async () => {
  const { type, clock, shown, end, printed } = await chatWith({ main: [{ text: 'Hello.', after: 30_000 }] });
  await type('Hello');
  end();
  expect(printed).toEqual(['note: Waiting for the answer. Ctrl-C cancels it.']);
  await clock.goTo(29_999);
  expect(shown.at(-1)).toBe('thinking');
  await clock.goTo(30_000);
  expect(shown.at(-1)).toBeUndefined();
});

test('Ctrl-D while something runs waits for the result, and says so', async () => {
  const { type, clock, end, printed, codes } = await chatWith({ main: bill });
  await type('Draw up my bill.');
  await clock.goTo(3000);
  end();
  expect(printed.slice(1)).toEqual(['note: Waiting for your bill. Ctrl-C cancels it.']);
  await clock.goTo(8000);
  expect(printed.slice(2)).toEqual([
    'announcement: It was 45.00 EUR, on a plan of 40.00 EUR.',
    'note: Goodbye.',
    'closed',
  ]);
  expect(codes).toEqual([0]);
});

test('Ctrl-C after Ctrl-D cancels what was waited for, and that is the end', async () => {
  const { type, clock, end, interrupt, printed, codes } = await chatWith({ main: bill });
  await type('Draw up my bill.');
  await clock.goTo(3000);
  end();
  interrupt();
  await settle();
  expect(printed.slice(-2)).toEqual(['note: Goodbye.', 'closed']);
  expect(codes).toEqual([0]);
});

test.each([
  ['at a terminal, with nothing to wait for', true, []],
  ['at a terminal, with only a command to obey', true, ['/state']],
  ['of a pipe, with something to wait for', false, ['Hello']],
])('the end of the input %s, needs no word', async (_, live, typed) => {
  const { type, end, printed } = await chatWith({ live, main: [{ text: 'never', after: Infinity }] });
  const obeyed = type(...typed);
  end();
  await obeyed;
  expect(printed.join('\n')).not.toContain('Waiting');
});

test('the first Ctrl-C cancels what runs, and the next one leaves', async () => {
  const { type, clock, interrupt, printed, codes } = await chatWith({ main: bill });
  await type('Draw up my bill.');
  await clock.goTo(3000);
  interrupt();
  await settle();
  expect(printed.slice(1)).toEqual([
    'note: Cancelling your bill. Ctrl-C once more leaves at once.',
    'announcement: I have stopped it before it changed anything: your bill.',
  ]);
  interrupt();
  await settle();
  expect(printed.slice(3)).toEqual(['note: Goodbye.', 'closed']);
  expect(codes).toEqual([0]);
});

test('Ctrl-C takes away what is typed before it leaves, but cancels what runs at once', async () => {
  const { type, typeOn, ctrlC, draft, clock, printed, codes } = await chatWith({ main: bill });
  typeOn('Draw up');
  ctrlC();
  await clock.goTo(100);
  expect([draft(), codes]).toEqual(['', []]);
  await type('Draw up my bill');
  typeOn('How much');
  ctrlC();
  await clock.goTo(10_000);
  expect([draft(), codes]).toEqual(['How much', []]);
  expect(printed).toContain('note: Cancelling your bill. Ctrl-C once more leaves at once.');
  ctrlC();
  ctrlC();
  await clock.goTo(20_000);
  expect([draft(), codes]).toEqual(['', [0]]);
});

test('Ctrl-C while a cancel is under way leaves at once', async () => {
  const { type, clock, interrupt, codes, printed } = await chatWith({ main: bill });
  await type('Draw up my bill.');
  await clock.goTo(3000);
  interrupt();
  interrupt();
  await settle();
  expect(codes).toEqual([130]);
  await clock.goTo(20_000);
  expect(printed.at(-1)).toBe('closed');
});

test.each([
  ['Esc', async ({ escape }: Chat) => escape()],
  ['/cancel', async ({ type }: Chat) => type('/cancel')],
])('%s cancels what runs, and never leaves', async (_, cancel) => {
  const chat = await chatWith({ main: bill });
  await chat.type('Draw up my bill.');
  await chat.clock.goTo(3000);
  await cancel(chat);
  await settle();
  expect(chat.printed.slice(1)).toEqual([
    'note: Cancelling your bill.',
    'announcement: I have stopped it before it changed anything: your bill.',
  ]);
  await cancel(chat);
  expect(chat.codes).toEqual([]);
});

test('Esc with nothing to cancel does nothing, and /cancel says so', async () => {
  const { escape, type, printed } = await chatWith({ main: [] });
  escape();
  await type('/cancel');
  expect(printed).toEqual(['note: Nothing is running.']);
});

test('Esc once more does not ask for it again, and Ctrl-C after it leaves at the second time', async () => {
  const { type, clock, escape, interrupt, printed, codes } = await chatWith({
    main: bill,
    chat: [{ text: 'never', after: Infinity }],
  });
  await type('Draw up my bill.', 'How much data have I left?');
  await clock.goTo(7000);
  escape();
  escape();
  expect(printed.slice(1)).toEqual(['note: The result is on its way.']);
  interrupt();
  expect(codes).toEqual([]);
  interrupt();
  await settle();
  expect(codes).toEqual([130]);
});

test('Esc at an offer is a no to it', async () => {
  const { type, escape, printed } = await chatWith({ main: buy });
  await type('Buy me a week pass for Italy');
  escape();
  await settle();
  expect(printed).toEqual([offer, 'answer: All right, I leave it as it is.']);
});

test('what waits is shown in its order, until it is its turn', async () => {
  const note = (label: string): Line[] => [{ calls: [{ name: 'queue_request', args: { label } }] }, { text: 'Yes.' }];
  const { type, clock, waiting } = await chatWith({
    main: [...bill, { text: 'Bought.' }, { text: 'Changed.' }],
    chat: [...note('your roaming pass'), ...note('the change of your plan'), { text: 'unused' }],
  });
  await type('Draw up my bill.');
  await type('Then a pass.');
  await type('Then another plan.');
  expect(waiting).toEqual(['your roaming pass', 'your roaming pass, the change of your plan']);
  await clock.goTo(9000);
  expect(waiting.slice(2)).toEqual(['the change of your plan', '']);
});

test('Ctrl-C while the agent still thinks cancels that', async () => {
  const { type, interrupt, printed } = await chatWith({ main: [{ text: 'never', after: Infinity }] });
  await type('Hello');
  interrupt();
  await settle();
  expect(printed).toEqual([
    'note: Cancelling your request. Ctrl-C once more leaves at once.',
    'answer: All right, I have stopped.',
  ]);
});

test('a result that is on its way is not cancelled any more, and says so', async () => {
  const { type, clock, interrupt, printed, codes } = await chatWith({
    main: bill,
    chat: [{ text: 'never', after: Infinity }],
  });
  await type('Draw up my bill.', 'How much data have I left?');
  await clock.goTo(7000);
  interrupt();
  expect(printed.at(-1)).toBe('note: The result is on its way. Ctrl-C once more leaves at once.');
  interrupt();
  await settle();
  expect(codes).toEqual([130]);
});

test('/state shows the conversation, its children, the lock, what runs and waits, and the store', async () => {
  const { type, clock, printed } = await chatWith({ main: bill, chat: [{ text: 'never', after: Infinity }] });
  await type('Draw up my bill.', 'How much data have I left?');
  await clock.goTo(2000);
  await type('/state');
  const report = printed.at(-1)?.replaceAll(/\d{13}/g, '<time>');
  expect(report).toMatchInlineSnapshot(`
    "note: store
      working-tool-status-update
        version: 1
        operationId: "operation-1"
        runId: "operation-1/call-1"
        tool: "get_billing_summary_tool"
        label: "your bill"
        status: "running"
        progress: 33
        measured: true
        message: "I have your last bill and am checking the charges."
        attempt: 1
      secondary_status
        version: 1
        processing: true
        turnId: "turn-1"
        startedAt: <time>
        completedAt: null
        abortedAt: null
      secondary_abort
        -
      secondary_interim_messages
        -
      main_operation_complete
        -
      request_queue
        -
    conversation  engaged.accompanied.operating.talking
      recorder    active
      operation   working.long
        run       attempting.running.lively
          tool    active
      chat        locked.turn.answering, locked.door.open
        answer    active
    lock          held by turn-1
    runs          your bill 33 % I have your last bill and am checking the charges.
    queue         -
    unanswered    "How much data have I left?"
    saved         all of it"
  `);
});

test('/help helps, another command is unknown, and /quit leaves', async () => {
  const { type, printed, codes } = await chatWith({ main: [] });
  await type('/help', '/hlep', '/quit', 'Hello');
  expect(printed.slice(0, 1).join('')).toContain('/state');
  expect(printed.slice(0, 1).join('')).toContain('/cancel  cancels what is running');
  expect(printed.slice(1)).toEqual(['note: There is no /hlep. /help shows what there is.', 'note: Goodbye.', 'closed']);
  expect(codes).toEqual([0]);
});

const buy: Line[] = [
  { calls: [{ name: 'purchase_roaming_pass_tool', args: { country_code: 'IT', pass_id: 'EU-WEEK-5GB' } }] },
  { text: 'You have your pass for 15.00 EUR until 2026-01-12.' },
];
const offer =
  'answer: The roaming pass for Italy costs 15.00 EUR: 5 GB, valid for 7 days from now. Shall I buy it for you?';

test('a piped yes is said when the price was told, and the end waits for what it began', async () => {
  const { type, end, clock, printed, codes } = await chatWith({ live: false, main: buy });
  await type('Buy me a week pass for Italy', 'Yes, please.');
  end();
  await clock.goTo(7999);
  expect(codes).toEqual([]);
  await clock.goTo(8000);
  expect(printed).toEqual([
    'you: Buy me a week pass for Italy',
    offer,
    'you: Yes, please.',
    'acknowledgment: I am getting your roaming pass. That takes a moment, and you can go on talking to me.',
    'announcement: You have your pass for 15.00 EUR until 2026-01-12.',
    'note: Goodbye.',
    'closed',
  ]);
  expect(codes).toEqual([0]);
});

test.each([true, false])(
  'an offer that nobody can say yes to any more holds nothing up (at a terminal: %s)',
  async (live) => {
    const { type, end, printed, codes } = await chatWith({ live, main: buy });
    await type('Buy me a week pass for Italy');
    end();
    await settle();
    expect(printed.slice(-3)).toEqual([offer, 'note: Goodbye.', 'closed']);
    expect(codes).toEqual([0]);
  },
);

test('a yes that was just given is waited for, with what it begins', async () => {
  const { type, end, clock, printed, codes } = await chatWith({ main: buy });
  await type('Buy me a week pass for Italy');
  const typed = type('Yes, please.');
  end();
  await typed;
  expect(codes).toEqual([]);
  await clock.goTo(8000);
  expect(printed.slice(-3)).toEqual([
    'announcement: You have your pass for 15.00 EUR until 2026-01-12.',
    'note: Goodbye.',
    'closed',
  ]);
  expect(codes).toEqual([0]);
});

test('Ctrl-C at an offer is a no to it, nothing was bought, and once more leaves', async () => {
  const { type, interrupt, clock, printed, shown, codes } = await chatWith({ main: buy });
  await type('Buy me a week pass for Italy');
  interrupt();
  await clock.goTo(20_000);
  expect(printed).toEqual([offer, 'answer: All right, I leave it as it is.']);
  expect(shown.some((what) => typeof what === 'object')).toBe(false);
  expect(codes).toEqual([]);
  interrupt();
  await settle();
  expect(codes).toEqual([0]);
});

test('a failure is one line, and the chat goes on', async () => {
  const { type, printed } = await chatWith({
    main: [{ error: new Error('Connection error.') }, { text: 'Here I am again.' }],
  });
  await type('Hello');
  await type('Hello?');
  expect(printed).toEqual([
    'failure: the model server cannot be reached: check its address (http://127.0.0.1:9/v1)',
    'answer: I am sorry, something went wrong on my side and I could not finish that. Please ask me again.',
    'answer: Here I am again.',
  ]);
});

test('a model that the server does not have is named', async () => {
  const { type, printed } = await chatWith({
    main: [{ error: Object.assign(new Error('Not found'), { status: 404 }) }],
  });
  await type('Hello');
  expect(printed[0]).toMatch(/^failure: .*404.*gpt-4o.*OPENAI_MODEL.*127\.0\.0\.1:9/);
});

test('who comes back sees the last lines of what was said, and goes on', async () => {
  const kept = new Map();
  const before = await chatWith({ main: [...bill, { text: 'Goodbye for now.' }], kept });
  await before.type('Draw up my bill.');
  await before.clock.goTo(6000);
  await before.type('Thanks.');
  await before.type('/quit');
  expect(before.printed.slice(-2)).toEqual(['note: Goodbye.', 'closed']);

  const { type, printed } = await chatWith({ main: [{ text: 'Hello again.' }], kept, clock: before.clock });
  await type();
  expect(printed).toHaveLength(5);
  await type('Hello');
  expect(printed).toEqual([
    'you: Draw up my bill.',
    'acknowledgment: I am drawing up your bill. That takes a moment, and you can go on talking to me.',
    'announcement: It was 45.00 EUR, on a plan of 40.00 EUR.',
    'you: Thanks.',
    'answer: Goodbye for now.',
    'answer: Hello again.',
  ]);
});

test('who leaves in the middle is told so, and after that what was asked is answered and the result told', async () => {
  const kept = new Map();
  const never = { text: 'never', after: Infinity };
  const before = await chatWith({ main: bill, chat: [never], kept });
  await before.type('Draw up my bill.', 'How much data have I left?');
  await before.clock.goTo(2000);
  await before.type('/quit');
  expect(before.printed.slice(-3)).toEqual([
    'note: I leave in the middle of your bill: you hear what becomes of it when you come back.',
    'note: Goodbye.',
    'closed',
  ]);

  const chat = [{ text: '27.5 GB.' }, { text: 'And it was 45.00 EUR, on a plan of 40.00 EUR.' }];
  const after = await chatWith({ main: bill.slice(1), chat, kept, clock: before.clock });
  expect(after.shown.at(-1)).toMatchObject({ label: 'your bill', percent: 33 });
  await after.clock.goTo(10_000);
  expect(after.printed).toEqual([
    'you: Draw up my bill.',
    'you: How much data have I left?',
    'acknowledgment: I am drawing up your bill. That takes a moment, and you can go on talking to me.',
    'interim: 27.5 GB.',
    'announcement: And it was 45.00 EUR, on a plan of 40.00 EUR.',
  ]);
});

test('who leaves while the model thinks gets the answer after that', async () => {
  const kept = new Map();
  const { type, printed, clock } = await chatWith({ main: [{ text: 'never', after: Infinity }], kept });
  await type('Hello', '/quit');
  expect(printed).toContain('note: You get the answer when you come back.');
  const after = await chatWith({ main: [{ text: 'Hello.' }], kept, clock });
  await after.type();
  expect(after.printed).toEqual(['you: Hello', 'answer: Hello.']);
});

test('B2: what was said before a crash and perhaps not heard is printed once, as new', async () => {
  const kept = new Map<string, unknown>();
  let crashed = new Map<string, unknown>();
  const set = kept.set.bind(kept);
  // the process dies when the answer is on the disk, and not given yet
  kept.set = (key, value) => {
    set(key, value);
    if (crashed.size === 0 && key.endsWith('conversation') && JSON.stringify(value).includes('Hello.'))
      crashed = new Map(kept);
    return kept;
  };
  const { type } = await chatWith({ main: [{ text: 'Hello.' }], kept });
  await type('Good morning');
  const { type: typeAgain, printed } = await chatWith({ main: [], kept: crashed });
  await typeAgain();
  expect(printed).toEqual(['you: Good morning', 'answer: Hello.']);
});

test('when the conversation is taken over by another process, that is one line and the end', async () => {
  const kept = new Map<string, unknown>();
  const { type, printed, codes } = await chatWith({ main: [{ text: 'Hello.' }], kept });
  await type('Good morning');
  await chatWith({ main: [], kept });
  await type('Hello?');
  expect(printed).toEqual([
    'answer: Hello.',
    expect.stringMatching(/^failure: .*another process/),
    'note: Goodbye.',
    'closed',
  ]);
  expect(codes).toEqual([1]);
});
