/**
 * What we ask of a store: any Keyv of version 5 or 6 has it, and so have the adapters made for Keyv 6. What else these
 * have is used where it is there.
 */
export type Store = {
  get?(key: string): Promise<unknown>;
  set(key: string, value: unknown): Promise<unknown>;
  delete(key: string): Promise<unknown>;
  on?(event: 'error', listener: (error: unknown) => void): unknown;
};
