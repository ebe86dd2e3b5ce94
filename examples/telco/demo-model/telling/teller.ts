import type { z } from 'zod';

/** Says a result in words; undefined if the result has another shape than this teller knows. */
export type Teller = (value: unknown) => string | undefined;

/** A teller for results of a shape. */
export function teller<Shape extends z.ZodType>(shape: Shape, tell: (result: z.output<Shape>) => string): Teller {
  return (value) => {
    const parsed = shape.safeParse(value);
    return parsed.success ? tell(parsed.data) : undefined;
  };
}
