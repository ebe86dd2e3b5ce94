import { z } from 'zod';
import { questions } from '../questions.ts';
import { teller } from './teller.ts';

/** Tells that a code is on its way and asks for it, or asks for the number again. */
export const tellCodeSent = teller(
  z.object({ sent: z.boolean(), masked: z.string().optional(), error: z.string().optional() }),
  ({ sent, masked, error }) => {
    if (sent)
      return `I have sent a code by SMS to your phone${masked === undefined ? '' : ` ending in ${masked.slice(-2)}`}. ${questions.loginCode.begins}?`;
    const reason =
      error === 'invalid_msisdn' ? 'That is not a phone number I can use.' : 'I could not find that number with us.';
    return `${reason} ${questions.phoneNumber.begins}, with the country code?`;
  },
);

/** Tells that the user is signed in, or that the code was wrong. */
export const tellVerified = teller(
  z.object({ verified: z.boolean(), reason: z.string().optional() }),
  ({ verified, reason }) => {
    if (verified) return 'Thank you, you are signed in.';
    const why = reason === undefined ? '' : ` The reason given is ${reason.replaceAll('_', ' ')}.`;
    return `That code did not work.${why} You can read it to me again, or ask for a new code. ${questions.loginCode.begins}?`;
  },
);
