import { z } from 'zod';

/** What a customer wants of a plan; null and false mean he doesn't mind. */
export type Preferences = { budget: number | null; wants5g: boolean; travelCountry: string | null };

const preferencesSchema = z
  .object({
    budget: z.number().nullable().catch(null),
    need_5g: z.boolean().catch(false),
    travel_country: z
      .string()
      .regex(/^[a-z]{2}$/i)
      .nullable()
      .catch(null),
  })
  .catch({ budget: null, need_5g: false, travel_country: null });

/** Reads preferences from the JSON that a model wrote; what can't be read is left out. */
export function parsePreferences(json: string | null): Preferences {
  const { budget, need_5g, travel_country } = preferencesSchema.parse(parseJson(json ?? ''));
  return { budget, wants5g: need_5g, travelCountry: travel_country?.toUpperCase() ?? null };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
