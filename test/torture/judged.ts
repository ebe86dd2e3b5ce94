import { join } from 'node:path';
import { openBackEnd } from './back-end.ts';
import { figuresOf, flawsIn, type Evidence, type Figures } from './flaws.ts';
import type { Note } from './heard.ts';
import type { OpenPlace } from './places.ts';
import { recordsOf } from './records.ts';

/** All that is known of the conversations of a run when they are over. */
type Remains = {
  cast: Record<string, string>;
  folder: string;
  notes: readonly Note[];
  open: OpenPlace;
  store: Evidence['store'];
};

/** What was counted, and what is not as it was promised. */
export type Judgement = Figures & { flaws: string[] };

/** Looks at each conversation of a run. */
export async function judged({ cast, folder, notes, open, store }: Remains): Promise<Judgement> {
  const backEnd = openBackEnd(join(folder, 'world.sqlite'));
  const executions = backEnd.executions();
  backEnd.close();
  const evidence = await Promise.all(
    Object.entries(cast).map(async ([id, play]) => ({
      id,
      play,
      notes: notes.filter((note) => note.id === id || note.id === ''),
      executions: executions.filter(({ key }) => key.startsWith(`${id}/`)),
      records: await recordsOf(open, id),
      store,
    })),
  );
  const figures = evidence.map(figuresOf);
  const sum = (of: (one: Figures) => number) => figures.reduce((all, one) => all + of(one), 0);
  return {
    flaws: evidence.flatMap((one) => flawsIn(one).map((flaw) => `${one.play}: ${flaw}`)),
    effects: sum(({ effects }) => effects),
    told: sum(({ told }) => told),
    twice: sum(({ twice }) => twice),
    unknown: sum(({ unknown }) => unknown),
    failures: figures.flatMap(({ failures }) => failures),
    latestMs: Math.max(...figures.map(({ latestMs }) => latestMs)),
  };
}
