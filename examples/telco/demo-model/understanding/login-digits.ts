const phone = /\+?\d(?:[ ().-]{0,2}\d){7,14}/;

/** The phone number that a text names, with a leading plus and no spaces. */
export function phoneIn(text: string): string | undefined {
  const [written] = phone.exec(text) ?? [];
  return written === undefined ? undefined : `+${written.replace(/\D/g, '')}`;
}

/** The six-digit code that a text names. */
export function codeIn(text: string): string | undefined {
  const [written] = /(?<!\d)\d(?:[ -]?\d){5}(?![ -]?\d)/.exec(text.replace(phone, ' ')) ?? [];
  return written?.replace(/\D/g, '');
}
