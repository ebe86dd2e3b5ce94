import { z } from 'zod';

/** The part of a package record that is told. Fee in EUR a month; no data limit is null. */
export const packageRecord = z.object({
  id: z.string(),
  name: z.string(),
  monthly_fee: z.number(),
  data_gb: z.number().nullish(),
});
