/** Any JSON value. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** What the conversation knows of its user. Never in a model's input, never from a model. */
export type Facts = { [name: string]: Json };
