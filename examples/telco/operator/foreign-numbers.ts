import { z } from 'zod';
import type { Database } from './database.ts';

const countSchema = z.object({ attempts: z.number() }).default({ attempts: 0 });

/** How often somebody named a number that is not his own, counted for each session and kept. */
export function createForeignNumbers({ database }: { database: Database }) {
  const noted = database.prepare(
    `INSERT INTO foreign_numbers (session, attempts) VALUES (?, 1)
     ON CONFLICT (session) DO UPDATE SET attempts = attempts + 1`,
  );
  const counted = database.prepare('SELECT attempts FROM foreign_numbers WHERE session = ?');

  return {
    /** Notes that a session named a number of somebody else, which was refused. */
    noteForeignNumber: (sessionId: string) => database.change(() => void noted.run(JSON.stringify(sessionId))),

    /** How often that was noted of a session. */
    foreignNumbers: (sessionId: string) =>
      database.read(() => countSchema.parse(counted.get(JSON.stringify(sessionId))).attempts),
  };
}
