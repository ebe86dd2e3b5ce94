import { maskMsisdn, parseMsisdn } from './msisdn.ts';
import { createOneTimeCodes, type CodeVerdict } from './one-time-codes.ts';
import type { Records } from './records.ts';

/** Brings a text to somebody's phone. The only way on which a one-time code leaves the operator. */
export type SendSms = (message: { to: string; text: string }) => void | Promise<void>;

/** Whether a code is on its way; the number is masked, for nobody is signed in yet. */
export type StartLoginResult =
  | { sent: true; masked: string; destination: 'sms' }
  | { sent: false; error: 'invalid_msisdn' }
  | { sent: false; reason: 'not_found' | 'too_many_codes' };

/** Whether the session may act for the number from now on. */
export type VerifyLoginResult =
  | { verified: true; msisdn: string }
  | { verified: false; reason: 'invalid_msisdn' | Exclude<CodeVerdict, 'accepted'> };

/** Signing in: a code by SMS, entered in the same session. */
export function createLogin({
  records,
  now,
  random,
  sendSms,
}: {
  records: Records;
  now: () => number;
  random: () => number;
  sendSms: SendSms;
}) {
  const codes = createOneTimeCodes({ database: records.database, now, random });

  return {
    /** Sends a one-time code to a customer's phone. */
    async startLogin({ sessionId, msisdn }: { sessionId: string; msisdn: string }): Promise<StartLoginResult> {
      const number = parseMsisdn(msisdn);
      if (!number) return { sent: false, error: 'invalid_msisdn' };
      const customer = await records.database.read(() => records.customers.find(number));
      if (!customer) return { sent: false, reason: 'not_found' };

      const code = await codes.issue(sessionId, number);
      if (code === undefined) return { sent: false, reason: 'too_many_codes' };
      await sendSms({ to: number, text: `Your login code is ${code}. It is valid for 5 minutes.` });
      return { sent: true, masked: maskMsisdn(number), destination: 'sms' };
    },

    /** Checks the code that the customer read out. */
    async verifyLogin({
      sessionId,
      msisdn,
      otp,
    }: {
      sessionId: string;
      msisdn: string;
      otp: string;
    }): Promise<VerifyLoginResult> {
      const number = parseMsisdn(msisdn);
      if (!number) return { verified: false, reason: 'invalid_msisdn' };
      const verdict = await codes.redeem(sessionId, number, otp);
      return verdict === 'accepted' ? { verified: true, msisdn: number } : { verified: false, reason: verdict };
    },
  };
}
