import { timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { Database } from './database.ts';

const VALID_MS = 5 * 60_000;
const MAX_TRIES = 3;
const WINDOW_MS = 60 * 60_000;
const MAX_CODES_OF_SESSION = 5;
const MAX_CODES_OF_NUMBER = 10;

const issuedSchema = z.object({ id: z.number(), code: z.string(), issuedAt: z.number(), tries: z.number() }).optional();
const countsSchema = z.object({ ofNumber: z.number(), ofSession: z.number() });

/** What became of a code that somebody entered. */
export type CodeVerdict = 'accepted' | 'no_code' | 'expired' | 'too_many_tries' | 'wrong_code';

/**
 * The codes under way: six digits each, for one session and one number, valid five minutes, once, for three tries.
 *
 * A new code brings three new tries. So an hour has only five codes for a session and a number, and ten for a number
 * whatever the session; codes that signed somebody in don't count. All of it is kept: a restart brings no new tries.
 */
export function createOneTimeCodes({
  database,
  now,
  random,
}: {
  database: Database;
  now: () => number;
  random: () => number;
}) {
  const forgotten = database.prepare('DELETE FROM login_codes WHERE issued_at <= ?');
  const counted = database.prepare(
    'SELECT count(*) AS ofNumber, count(*) FILTER (WHERE session = ?) AS ofSession FROM login_codes WHERE msisdn = ?',
  );
  const replaced = database.prepare('UPDATE login_codes SET code = NULL WHERE session = ? AND msisdn = ?');
  const kept = database.prepare('INSERT INTO login_codes (session, msisdn, code, issued_at) VALUES (?, ?, ?, ?)');
  const found = database.prepare(
    `SELECT id, code, issued_at AS issuedAt, tries FROM login_codes
     WHERE session = ? AND msisdn = ? AND code IS NOT NULL`,
  );
  const tried = database.prepare('UPDATE login_codes SET tries = tries + 1 WHERE id = ?');
  const used = database.prepare('DELETE FROM login_codes WHERE id = ?');

  return {
    /** A new code in place of an earlier one; undefined if there were too many. It may leave the operator only by SMS. */
    issue: (sessionId: string, msisdn: string) =>
      database.change((): string | undefined => {
        const session = JSON.stringify(sessionId);
        forgotten.run(now() - WINDOW_MS);
        const { ofNumber, ofSession } = countsSchema.parse(counted.get(session, msisdn));
        if (ofSession >= MAX_CODES_OF_SESSION || ofNumber >= MAX_CODES_OF_NUMBER) return undefined;

        const code = String(Math.floor(random() * 1_000_000)).padStart(6, '0');
        replaced.run(session, msisdn);
        kept.run(session, msisdn, code, now());
        return code;
      }),

    /** Tries an entered code; only `accepted` signs anybody in, and only once. */
    redeem: (sessionId: string, msisdn: string, entered: string) =>
      database.change((): CodeVerdict => {
        const issued = issuedSchema.parse(found.get(JSON.stringify(sessionId), msisdn));
        if (!issued) return 'no_code';
        const ageMs = now() - issued.issuedAt;
        if (ageMs < 0 || ageMs > VALID_MS) return 'expired'; // a clock that was set back makes no code last longer
        if (issued.tries >= MAX_TRIES) return 'too_many_tries';

        const isRight = isSame(issued.code, entered);
        (isRight ? used : tried).run(issued.id);
        return isRight ? 'accepted' : 'wrong_code';
      }),
  };
}

function isSame(code: string, entered: string): boolean {
  const [expected, given] = [Buffer.from(code), Buffer.from(entered.replaceAll(/\s/g, ''))];
  return expected.length === given.length && timingSafeEqual(expected, given);
}
