import { z } from 'zod';
import { questions } from '../questions.ts';
import { teller } from './teller.ts';

/** Tells that a code is on its way and asks for it, or asks for the number again. */
export const tellCodeSent = teller(
  z.object({
    sent: z.boolean(),
    masked: z.string().optional(),
    error: z.string().optional(),
    reason: z.string().optional(),
  }),
  ({ sent, masked, error, reason: code }) => {
    if (sent)
      return `I have sent a code by SMS to your phone${masked === undefined ? '' : ` ending in ${masked.slice(-2)}`}. ${questions.loginCode.begins}?`;
    if (code === 'too_many_codes')
      return 'I have sent too many codes for that number already. Please try again in an hour.';
    const reason =
      error === 'invalid_msisdn' ? 'That is not a phone number I can use.' : 'I could not find that number with us.';
    return `${reason} ${questions.phoneNumber.begins}, with the country code?`;
  },
);

const again = `You can read it to me again, or ask for a new code. ${questions.loginCode.begins}?`;
const failures: Record<string, string> = {
  wrong_code: `That is not the code I have sent. ${again}`,
  expired: `That code has expired. ${questions.newCode.begins}?`,
  too_many_tries: `That was tried too often, so the code is no longer valid. ${questions.newCode.begins}?`,
  no_code: `I have sent no code to that number that could still be used. ${questions.newCode.begins}?`,
  invalid_msisdn: `That is not a phone number I can use. ${questions.phoneNumber.begins}, with the country code?`,
};

/** Tells that the user is signed in, or what was wrong with the code and what helps. */
export const tellVerified = teller(
  z.object({ verified: z.boolean(), reason: z.string().optional() }),
  ({ verified, reason = '' }) =>
    verified ? 'Thank you, you are signed in.' : (failures[reason] ?? `That code did not work. ${again}`),
);
