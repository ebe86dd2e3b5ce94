import { asError, messageOf } from '../effects/error.ts';

/** What went wrong with a model call, in a line that says what to do; never a key or a message's content. */
export function explained(error: unknown): Error {
  const status = statusOf(error);
  const cause = { cause: error };
  if (status === 401 || status === 403) {
    return new Error(`the model server refused the key (${status}): check the API key`, cause);
  }
  if (status === 404) return new Error('the model server knows no such model or address (404): check both', cause);
  if (status === 429) return new Error('the model server has had too many requests (429): try again later', cause);
  if (status !== undefined) return new Error(`the model server answered ${status}: ${messageOf(error)}`, cause);
  if (isUnsendable(error)) {
    // the cause is left out: it may hold the key
    return new Error(
      'the API key holds a sign that cannot be sent: check it for spaces, line breaks and foreign letters',
    );
  }
  if (isUnreachable(error)) return new Error('the model server cannot be reached: check its address', cause);
  return error instanceof Error ? error : asError(error);
}

function statusOf(error: unknown): number | undefined {
  const status = typeof error === 'object' && error !== null && 'status' in error ? error.status : undefined;
  return typeof status === 'number' ? status : undefined;
}

function isUnreachable(error: unknown): boolean {
  return (
    error instanceof Error &&
    (/connection error|ECONNREFUSED|ENOTFOUND|fetch failed/i.test(error.message) || isUnreachable(error.cause))
  );
}

function isUnsendable(error: unknown): boolean {
  return error instanceof TypeError && /ByteString|invalid header value/i.test(error.message);
}
