import { questions } from '../questions.ts';
import type { Turn } from '../turn.ts';
import { phoneIn } from '../understanding/login-digits.ts';
import { callOnce, type Step } from './step.ts';

/** Sends a code to the number said, or checks the code said for the number said before. */
export const logIn: Step = ({ details: { phone, code } }, turn) => {
  if (phone !== undefined) return callOnce(turn, { name: 'start_login_tool', args: { msisdn: phone } });
  const known = phoneSaidBefore(turn);
  if (known === undefined) return { says: `Gladly. ${questions.phoneNumber.begins}, with the country code?` };
  return callOnce(
    turn,
    code === undefined
      ? { name: 'start_login_tool', args: { msisdn: known } }
      : { name: 'verify_login_tool', args: { msisdn: known, otp: code } },
  );
};

function phoneSaidBefore({ earlier }: Turn): string | undefined {
  const phones = earlier.map((message) => (message.role === 'user' ? phoneIn(message.content) : undefined));
  return phones.findLast((phone) => phone !== undefined);
}
