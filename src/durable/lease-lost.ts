/** Somebody else has the conversation. */
export class LeaseLost extends Error {}
