const english = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });
const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'.split('');
const codes = letters.flatMap((first) => letters.map((second) => first + second)).filter(isPresent);

const alsoCalled: [string, string][] = [
  ['america', 'US'],
  ['the states', 'US'],
  ['usa', 'US'],
  ['new york', 'US'],
  ['england', 'GB'],
  ['britain', 'GB'],
  ['scotland', 'GB'],
  ['rome', 'IT'],
  ['milan', 'IT'],
  ['venice', 'IT'],
  ['paris', 'FR'],
  ['holland', 'NL'],
  ['turkey', 'TR'],
  ['czech republic', 'CZ'],
];

const codeByName = new Map([...codes.flatMap(named), ...alsoCalled]);

/** The ISO code of the country that a text names first. */
export function countryIn(text: string): string | undefined {
  const lower = ` ${text.toLowerCase().replace(/[^\p{L}]+/gu, ' ')} `;
  const [first] = [...codeByName]
    .map(([name, code]) => ({ code, at: lower.indexOf(` ${name} `) }))
    .filter(({ at }) => at >= 0)
    .toSorted((one, other) => one.at - other.at);
  return first?.code ?? abbreviationIn(text);
}

/** The English name of a country, as it is said in a sentence. */
export function countryName(code: string): string {
  const name = english.of(code) ?? code;
  return name.startsWith('United') ? `the ${name}` : name;
}

/** Some names have a code of former times as well, as France has FX. */
function isPresent(code: string): boolean {
  return new Intl.Locale(`und-${code}`).region === code;
}

function named(code: string): [string, string][] {
  const name = english.of(code);
  return name === undefined ? [] : [[name.toLowerCase(), code]];
}

/** "US" is a country, "us" is not. */
function abbreviationIn(text: string): string | undefined {
  if (/\bU\.?S\.?A?\b/.test(text)) return 'US';
  return /\bU\.?K\b/.test(text) ? 'GB' : undefined;
}
