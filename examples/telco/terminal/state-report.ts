import { isMachineSnapshot, type AnyActorRef, type StateValue } from 'xstate';
import type { ConversationContext } from 'meanwhile';
import { lockedTurn } from '../locked-turn.ts';
import { fieldLines } from './field-lines.ts';

type Row = [name: string, value: string];
type Parent = { children: Record<string, AnyActorRef | undefined> };

/**
 * A conversation as it stands: what is stored, which may be long, and then its states and those of its children, the lock, what
 * runs, what waits, and what is saved: so these are on the screen where the first lines have left it.
 */
export function stateReport(
  snapshot: Parent & { value: StateValue; context: ConversationContext },
  { records, saved }: { records: readonly [name: string, record: unknown][]; saved: string },
): string {
  const { operation, transcript, unanswered, queue } = snapshot.context;
  const turn = lockedTurn(snapshot.context);
  const running = operation?.runs.filter(({ status }) => status === 'running') ?? [];
  const waiting = transcript.filter(({ id }) => unanswered.includes(id));
  const states = table([
    ['conversation', pathsOf(snapshot.value).join(', ')],
    ...below(snapshot, '  '),
    ['lock', turn ? `held by ${turn}` : 'free'],
    ['runs', listed(running.map(({ label, percent, message }) => `${label} ${percent} % ${message}`.trim()))],
    ['queue', listed(queue.map(({ label }) => label))],
    ['unanswered', listed(waiting.map(({ content }) => `"${content}"`))],
    ['saved', saved],
  ]);
  return [
    'store',
    ...records.flatMap(([name, record]) => [`  ${name}`, ...(record ? fieldLines(record) : ['-']).map(further)]),
    states,
  ].join('\n');
}

function further(line: string): string {
  return `    ${line}`;
}

/** The actors below one, each with where it is. */
function below({ children }: Parent, indent: string): Row[] {
  return Object.entries(children).flatMap(([id, child]): Row[] => {
    const snapshot: unknown = child?.getSnapshot();
    if (!isMachineSnapshot(snapshot)) return [[`${indent}${id}`, 'active']];
    return [[`${indent}${id}`, pathsOf(snapshot.value).join(', ')], ...below(snapshot, `${indent}  `)];
  });
}

function pathsOf(value: StateValue): string[] {
  if (typeof value === 'string') return [value];
  return Object.entries(value).flatMap(([key, inner = {}]) => {
    const paths = pathsOf(inner);
    return paths.length > 0 ? paths.map((path) => `${key}.${path}`) : [key];
  });
}

function listed(parts: string[]): string {
  return parts.length > 0 ? parts.join(', ') : '-';
}

function table(rows: Row[]): string {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`.trimEnd()).join('\n');
}
