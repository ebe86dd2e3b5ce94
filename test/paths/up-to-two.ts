/** None, one, or several: no guard asks for more. */
export function upToTwo(list: readonly unknown[]): number {
  return Math.min(list.length, 2);
}
