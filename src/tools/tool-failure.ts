/**
 * What a tool throws when it can say more than that it failed.
 *
 * `mayHaveHappened`: the effect may have taken place, say because the connection broke after the request went
 * out. The user is then told that the outcome is unknown instead of that it failed.
 *
 * `retryable`: another try may help, say because the back-end was busy. A long tool is then begun again after a pause, with
 * the same idempotency key; one whose failure may have happened only if its effect is `none` or `idempotent`. What a
 * quick tool throws is told to the model at once.
 */
export class ToolFailure extends Error {
  override readonly name = 'ToolFailure';
  readonly mayHaveHappened: boolean;
  readonly retryable: boolean;

  constructor(
    message: string,
    {
      mayHaveHappened = false,
      retryable = false,
      cause,
    }: { mayHaveHappened?: boolean; retryable?: boolean; cause?: unknown } = {},
  ) {
    super(message, { cause });
    this.mayHaveHappened = mayHaveHappened;
    this.retryable = retryable;
  }
}
