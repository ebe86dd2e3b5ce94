import { questions } from '../questions.ts';
import { resultOf, type Turn } from '../turn.ts';
import { phoneIn } from '../understanding/login-digits.ts';
import type { Step } from './step.ts';

/** Sends a code to the number said, or checks the code said for the number said before. */
export const logIn: Step = ({ details: { phone, code } }, turn) => {
  const hasCode = phone === undefined && code !== undefined;
  const name = hasCode ? 'verify_login_tool' : 'start_login_tool';
  if (resultOf(turn, name)) return {};

  const msisdn = phone ?? phoneSaidBefore(turn);
  if (msisdn === undefined) return { says: `Gladly. ${questions.phoneNumber.begins}, with the country code?` };
  return { calls: [{ name, args: hasCode ? { msisdn, otp: code } : { msisdn } }] };
};

function phoneSaidBefore({ earlier }: Turn): string | undefined {
  const phones = earlier.map((message) => (message.role === 'user' ? phoneIn(message.content) : undefined));
  return phones.findLast((phone) => phone !== undefined);
}
