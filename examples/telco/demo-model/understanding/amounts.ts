import nlp from 'compromise';

const gigabytes = new Set(['gb', 'gig', 'gigs', 'gigabyte', 'gigabytes']);
const euros = new Set(['euro', 'euros', 'eur', 'bucks', 'dollars']);
const percents = new Set(['percent']);

/** How many percent a text names. */
export function percentIn(text: string): number | undefined {
  return amountIn(text, percents);
}

/** How many gigabytes a text names. */
export function gigabytesIn(text: string): number | undefined {
  return amountIn(text, gigabytes);
}

/** The limit in euros that a text names. */
export function eurosIn(text: string): number | undefined {
  return amountIn(text.replace(/\u20ac\s?(\d+(?:\.\d+)?)/g, '$1 euros'), euros);
}

/** A number, in digits or words, that is followed by one of the units, or written together with it. */
function amountIn(text: string, units: ReadonlySet<string>): number | undefined {
  const found = nlp(text.replace(/(\d)([%a-z])/gi, '$1 $2').replace(/%/g, ' percent'));
  for (const unit of units) {
    const numbers: unknown = nlp(found.match(`[#Value+] ${unit}`, 0).first().text())
      .numbers()
      .get();
    const amount: unknown = Array.isArray(numbers) ? numbers[0] : numbers;
    if (typeof amount === 'number') return amount;
  }
  return undefined;
}
