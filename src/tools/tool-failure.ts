/**
 * What a tool throws when it can say more than that it failed.
 *
 * `mayHaveHappened`: the effect may have taken place, say because the connection broke after the request went
 * out. The user is then told that the outcome is unknown instead of that it failed.
 */
export class ToolFailure extends Error {
  override readonly name = 'ToolFailure';
  readonly mayHaveHappened: boolean;

  constructor(
    message: string,
    { mayHaveHappened = false, cause }: { mayHaveHappened?: boolean; cause?: unknown } = {},
  ) {
    super(message, { cause });
    this.mayHaveHappened = mayHaveHappened;
  }
}
