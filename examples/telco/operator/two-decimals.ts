/** An amount of money or of gigabytes, rounded to two decimals. */
export function twoDecimals(amount: number): number {
  return Math.round(amount * 100) / 100;
}
