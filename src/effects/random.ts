/** Chance: a number from 0 to 1. */
export type Random = () => number;

/** The same chance, which never throws and is never out of its range: it is asked for inside of charts. */
export function soundRandom(random: Random): Random {
  return () => {
    try {
      const number: unknown = random();
      return typeof number === 'number' && number >= 0 && number <= 1 ? number : 0;
    } catch {
      return 0;
    }
  };
}
