/** A reply of a model that can't be used; its message is ours and quotes nothing. */
export class BadReply extends Error {
  override readonly name = 'BadReply';
}
