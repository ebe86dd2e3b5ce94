import { timingSafeEqual } from 'node:crypto';

const VALID_MS = 5 * 60_000;
const MAX_TRIES = 3;

type IssuedCode = { code: string; issuedAt: number; tries: number };

/** What became of a code that somebody entered. */
export type CodeVerdict = 'accepted' | 'no_code' | 'expired' | 'too_many_tries' | 'wrong_code';

/** The codes under way: six digits each, for one session and one number, valid five minutes, once, for three tries. */
export function createOneTimeCodes({ now, random }: { now: () => number; random: () => number }) {
  const issuedCodes = new Map<string, IssuedCode>();

  return {
    /** A new code in place of an earlier one. It may leave the operator only by SMS. */
    issue(sessionId: string, msisdn: string): string {
      const code = String(Math.floor(random() * 1_000_000)).padStart(6, '0');
      issuedCodes.set(keyOf(sessionId, msisdn), { code, issuedAt: now(), tries: 0 });
      return code;
    },

    /** Tries an entered code; only `accepted` signs anybody in, and only once. */
    redeem(sessionId: string, msisdn: string, entered: string): CodeVerdict {
      const key = keyOf(sessionId, msisdn);
      const issued = issuedCodes.get(key);
      if (!issued) return 'no_code';
      if (now() - issued.issuedAt > VALID_MS) return 'expired';
      if (issued.tries >= MAX_TRIES) return 'too_many_tries';

      issued.tries += 1;
      if (!isSame(issued.code, entered)) return 'wrong_code';
      issuedCodes.delete(key);
      return 'accepted';
    },
  };
}

function keyOf(sessionId: string, msisdn: string): string {
  return JSON.stringify([sessionId, msisdn]);
}

function isSame(code: string, entered: string): boolean {
  const [expected, given] = [Buffer.from(code), Buffer.from(entered.replaceAll(/\s/g, ''))];
  return expected.length === given.length && timingSafeEqual(expected, given);
}
