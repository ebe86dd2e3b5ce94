/** A phone number in E.164 form, blanks dropped, as in `+12125550142`; undefined if it is none. */
export function parseMsisdn(text: string): string | undefined {
  const digits = text.replaceAll(/\s/g, '');
  return /^\+[1-9]\d{6,14}$/.test(digits) ? digits : undefined;
}

/** A number as it may be shown to somebody who is not signed in: its last two digits, `***-***-**42`. */
export function maskMsisdn(msisdn: string): string {
  return `***-***-**${msisdn.slice(-2)}`;
}
