import type { ConversationEmitted } from 'meanwhile';
import type { ConversationContext } from '../../machines/conversation-context.ts';
import { isRecord } from '../../src/shape.ts';
import type { Execution } from './back-end.ts';
import type { Note, Noted } from './heard.ts';
import { commandsIn, plays, UNANSWERED, UNSAVED, wordsIn, type Line, type Word } from './plays.ts';
import type { Records } from './records.ts';

/** All that is known of one conversation when it is over. */
export type Evidence = {
  id: string;
  play: string;
  notes: readonly Note[];
  executions: readonly Execution[];
  records: Records;
  /**
   * Whether the store was away for a while: then a tool may not have been begun because of it; or for so long that things
   * were said all the same, and forgotten by the next life.
   */
  store: 'there' | 'away' | 'forgetful';
};

/** What was counted of a conversation. */
export type Figures = {
  effects: number;
  told: number;
  twice: number;
  unknown: number;
  failures: string[];
  /** How late a question was closed that nobody answered, by the scaled clock. */
  latestMs: number;
};

type Kept = { value: unknown; context: ConversationContext; owed: unknown };
type Given<Type extends ConversationEmitted['type']> = Extract<ConversationEmitted, { type: Type }> & {
  at: number;
  life: number;
};

/** What is not as it was promised, in words; nothing if all is. */
export function flawsIn(evidence: Evidence): string[] {
  const broken = evidence.notes.flatMap(({ what }) =>
    what.type === 'broke' ? [`a process broke: ${what.error}`] : [],
  );
  const kept = keptIn(evidence.records['conversation']);
  if (!kept) return [...broken, 'the record of the conversation can not be read'];
  return [
    ...broken,
    ...flawsOfRest(evidence, kept),
    ...flawsOfReplies(evidence, kept),
    ...flawsOfLines(evidence, kept),
    ...flawsOfEffects(evidence),
    ...flawsOfTime(evidence),
    ...flawsOfLosers(evidence),
  ];
}

/** What there is to count. */
export function figuresOf({ notes, executions }: Evidence): Figures {
  const replies = given(notes, 'reply');
  const told = new Map(replies.map((reply) => [reply.id, reply.text]));
  const ends = given(notes, 'confirmation.closed');
  const late = ends.map(({ at, token, life }) => {
    const { expiresAt = at } = given(notes, 'confirmation.requested').find((one) => one.token === token) ?? {};
    const openedAt = notes.find((one) => one.life === life && one.what.type === 'opened')?.at ?? 0;
    return at - Math.max(expiresAt, openedAt);
  });
  return {
    effects: executions.length,
    told: told.size,
    twice: replies.length - told.size,
    unknown: [...told.values()].flatMap(wordsIn).filter(({ word }) => word === 'unknown').length,
    failures: given(notes, 'failure').map(({ source, error }) => `${source}: ${error}`),
    latestMs: Math.max(0, ...late),
  };
}

function flawsOfRest({ records }: Evidence, { value, context, owed }: Kept): string[] {
  const { unanswered, operation, outcome, chatTurn, chatAbort, confirmation, interim } = context;
  const { processing } = isRecord(records['secondary_status']) ? records['secondary_status'] : { processing: false };
  const { until } = isRecord(records['lease']) ? records['lease'] : { until: undefined };
  return [
    value !== 'idle' && `it ended in the state ${JSON.stringify(value)}`,
    unanswered.length > 0 && `${unanswered.length} messages are unanswered`,
    (operation ?? outcome ?? confirmation) !== null && 'an operation is left behind',
    interim.length > 0 && 'interim talk is left behind',
    chatAbort !== null && 'an abort is left behind',
    chatTurn?.completedAt === null && chatTurn.abortedAt === null && 'the chat is locked',
    Array.isArray(owed) && owed.length > 0 && 'something is still owed to the listeners',
    processing !== false && 'for outside readers the chat is locked',
    records['secondary_abort'] !== undefined && 'for outside readers there is an abort',
    records['secondary_interim_messages'] !== undefined && 'for outside readers there is interim talk',
    records['working-tool-status-update'] !== undefined && 'for outside readers a tool is at work',
    until !== 0 && 'the lease was not given back',
  ].filter((flaw) => flaw !== false);
}

/** Each operation is told once, by its id, and what is given again says the same. */
function flawsOfReplies({ notes, store }: Evidence, { context }: Kept): string[] {
  const replies = given(notes, 'reply');
  const texts = Map.groupBy(replies, ({ id }) => id);
  const flaws: string[] = [];
  for (const [id, same] of texts) {
    const different = new Set(same.map(({ text }) => text));
    if (different.size > 1 && store !== 'forgetful')
      flaws.push(`${id} was told as ${[...different].map((text) => `'${text}'`).join(' and ')}`);
  }
  for (let number = 1; number <= context.operations; number += 1) {
    if (!texts.has(`operation-${number}!`)) flaws.push(`operation-${number} was not told`);
  }
  for (const id of texts.keys()) {
    const number = /^operation-(\d+)!$/.exec(id)?.[1];
    const isForgotten = Number(number ?? 0) > context.operations;
    if (isForgotten && store !== 'forgetful') flaws.push(`${id} was told and is forgotten`);
  }
  return flaws;
}

/** What was said and saved is there once, and was answered. */
function flawsOfLines({ notes, play }: Evidence, { context }: Kept): string[] {
  const replies = new Set(given(notes, 'reply').map(({ id }) => id));
  return saidLines(play, notes).flatMap(({ id, text }) => {
    if (text === undefined) return [];
    const entries = context.transcript.filter((entry) => entry.id === `user/${id}`);
    const [entry] = entries;
    if (!entry || entries.length > 1) return [`the message ${id} is there ${entries.length} times`];
    const isAnswered = replies.has(`${entry.turn}!`) || replies.has(entry.turn ?? '');
    return isAnswered ? [] : [`the message ${id} was not answered`];
  });
}

/** Each effect was had at most once, and what was told of it is true. */
function flawsOfEffects(evidence: Evidence): string[] {
  const { play, notes, executions, store } = evidence;
  const replies = given(notes, 'reply');
  const isFailing = store !== 'there' || given(notes, 'failure').some(({ source }) => source === 'store');
  const isForgetful = store === 'forgetful';
  const said = saidLines(play, notes);
  const words = wordsTold(notes);
  const wordOf = (tag: string) => words.get(tag)?.[0];
  const hasSaid = (id: string) => said.some((line) => line.id === id);

  return said.flatMap(({ text = '', id }) =>
    commandsIn(text).flatMap(({ tool, tag }) => {
      const had = executions.filter((execution) => execution.tag === tag).length;
      const told = words.get(tag) ?? [];
      const [word] = told;
      const what = `${tool} ${tag}`;
      const flaws: string[] = [];
      const policy = policyOf(tool);
      const isLenient = isFailing || replies.some((reply) => reply.text.includes(`:${tag}${UNSAVED}`));
      if (had > 1) flaws.push(`${what} had its effect ${had} times`);
      if (isForgetful) return flaws;
      if (told.length > 1) flaws.push(`${what} was told as ${told.join(' and ')}`);
      if (word === 'ok' && had === 0 && policy !== 'none') flaws.push(`${what} was told as done, and was not`);
      if ((word === 'failed' || word === 'cancelled' || word === 'asked') && had > 0)
        flaws.push(`${what} was told as ${word}, and had its effect`);
      if (tag.startsWith('n')) {
        if (had > 0) flaws.push(`${what} had its effect, and nobody may have that`);
        return flaws;
      }
      if (tag.startsWith('x')) {
        if (word === undefined && had > 0) flaws.push(`${what} had its effect, and nothing was told of it`);
        return flaws;
      }
      const isAsked = tag.startsWith('c');
      // a yes that comes too late has the question asked anew, and nobody says yes to that
      const questions = given(notes, 'confirmation.requested').filter(({ preview }) => preview.includes(tag));
      const isAskedAnew = new Set(questions.map(({ token }) => token)).size > 1;
      if (isAsked && (isAskedAnew || !hasSaid(nextOf(id)))) return flaws;
      if (word === undefined) flaws.push(`nothing was told of ${what}`);
      const mayBeUnknown = policy === 'unsafe' || tag.endsWith('mute') || isLenient;
      if (word === 'unknown' && !mayBeUnknown) flaws.push(`${what} was told as unknown`);
      const mayFail = policy === 'reconcile' || isLenient || (tag === 's4' && wordOf('s3') !== 'ok');
      if (word === 'failed' && !mayFail && !(tag === 'l3' && wordOf('l2') !== 'ok'))
        flaws.push(`${what} was told as failed`);
      return flaws;
    }),
  );
}

/** A deadline is the same in each life, and nothing runs out before it. */
function flawsOfTime({ notes, store }: Evidence): string[] {
  const flaws: string[] = [];
  const asked = given(notes, 'confirmation.requested');
  for (const [token, same] of Map.groupBy(asked, (one) => one.token)) {
    const ends = new Set(same.map(({ expiresAt }) => expiresAt));
    if (ends.size > 1 && store !== 'forgetful') flaws.push(`${token} was given several ends`);
  }
  for (const { what } of notes) {
    if (what.type !== 'timers') continue;
    for (const [place, deadline] of Object.entries(what.before)) {
      const after = what.after[place];
      if (after !== undefined && after !== deadline) flaws.push(`${place} had until ${deadline}, then until ${after}`);
    }
  }
  for (const { token, at } of given(notes, 'confirmation.closed')) {
    const question = asked.find((one) => one.token === token);
    if (!question?.preview.includes(UNANSWERED) || at >= question.expiresAt) continue;
    flaws.push(`${token} was closed ${question.expiresAt - at} ms too early`);
  }
  return flaws;
}

/**
 * Whoever was overtaken says so once, and nothing else that the one who took over does not say as well, or has found: what was
 * saved just before is still given, and given again.
 */
export function flawsOfLosers({ notes, play }: Pick<Evidence, 'notes' | 'play'>): string[] {
  const losses = notes.filter(
    ({ what }) => what.type === 'given' && what.event.type === 'failure' && isLoss(what.event.error),
  );
  const hasText = (line: string) => plays[play]?.some(({ id, text }) => id === line && text !== undefined) ?? false;
  let holder = 0;
  let found: string[] = [];
  const flaws: string[] = [];
  const isFound = (what: Noted) =>
    what.type === 'behind' && (!what.wasSaid || !hasText(what.line) || found.includes(what.line));
  const hasLost = (life: number) => losses.some((loss) => loss.life === life);
  const isSaidByOther = ({ life, what }: Note) => notes.some((note) => note.life !== life && isSame(note.what, what));
  for (const note of notes) {
    const { life, what, id } = note;
    // one that was paused before it could note that it had opened has lost by then
    if (what.type === 'opened' && !(life < holder && hasLost(life))) [holder, found] = [life, what.found];
    else if (id !== '' && life !== holder && !mayBeNotedByLoser(what) && !isFound(what) && !isSaidByOther(note)) {
      flaws.push(`life ${life} was overtaken by ${holder}, and ${JSON.stringify(what)}`);
    }
  }
  for (const [life, own] of Map.groupBy(losses, (one) => one.life)) {
    if (own.length > 1) flaws.push(`life ${life} said ${own.length} times that it was overtaken`);
  }
  for (const { life } of notes.filter(({ what }) => what.type === 'stopped')) {
    if (!hasLost(life)) flaws.push(`life ${life} was stopped without a word`);
  }
  return flaws;
}

function mayBeNotedByLoser(what: Noted): boolean {
  return (
    ['opened', 'timers', 'stopped', 'refused'].includes(what.type) ||
    (what.type === 'given' && what.event.type === 'failure')
  );
}

function isSame(one: Noted, other: Noted): boolean {
  return (one.type === 'given' || one.type === 'rests') && JSON.stringify(one) === JSON.stringify(other);
}

function isLoss(error: string): boolean {
  return error.includes('another process has taken over');
}

/** The lines of a play that were said, as far as the app knows. */
function saidLines(play: string, notes: readonly Note[]): Line[] {
  const said = new Set(notes.flatMap(({ what }) => (what.type === 'behind' && what.wasSaid ? [what.line] : [])));
  return (plays[play] ?? []).filter(({ id }) => said.has(id));
}

/** What was told of each tag, in the order of the replies; the same is there once. */
function wordsTold(notes: readonly Note[]): Map<string, Word[]> {
  const words = new Map<string, Word[]>();
  for (const { text } of given(notes, 'reply')) {
    for (const { word, tag } of wordsIn(text)) {
      const told = words.get(tag) ?? [];
      if (!told.includes(word) && word !== 'asked') words.set(tag, [...told, word]);
    }
  }
  return words;
}

function policyOf(tool: string): 'none' | 'idempotent' | 'reconcile' | 'unsafe' {
  if (tool === 'login' || tool === 'protected') return 'idempotent';
  const policies = ['none', 'idempotent', 'reconcile'] as const;
  return policies.find((policy) => tool.endsWith(policy)) ?? 'unsafe';
}

/** The line after one of these. */
function nextOf(id: string): string {
  return id.replace(/\d+$/, (number) => String(Number(number) + 1));
}

function given<Type extends ConversationEmitted['type']>(notes: readonly Note[], type: Type): Given<Type>[] {
  return notes.flatMap(({ what, at, life }) =>
    what.type === 'given' && what.event.type === type ? [{ ...what.event, at, life } as unknown as Given<Type>] : [],
  );
}

function keptIn(record: unknown): Kept | undefined {
  try {
    const { snapshot, owed } = JSON.parse(String(isRecord(record) ? record['state'] : ''));
    return { value: snapshot.value, context: snapshot.context, owed };
  } catch {
    return undefined;
  }
}
