const DAY_MS = 86_400_000;

/** A moment as UTC ISO time. Moments are milliseconds since 1970. */
export function timeOf(moment: number): string {
  return new Date(moment).toISOString();
}

/** The UTC day of a moment, YYYY-MM-DD. Such days compare as strings. */
export function dateOf(moment: number): string {
  return timeOf(moment).slice(0, 10);
}

/** The moment so many days later; earlier, if negative. */
export function addDays(moment: number, days: number): number {
  return moment + days * DAY_MS;
}

/** The same day so many months later, or the last day of a month that is too short for it. */
export function addMonths(moment: number, months: number): number {
  const date = new Date(moment);
  const day = date.getUTCDate();
  date.setUTCMonth(date.getUTCMonth() + months, 1);
  const lastDay = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(day, lastDay));
  return date.getTime();
}
