/**
 * Another process has the conversation.
 *
 * `openConversation` throws it when that one is alive and holds it: send the user there, or try again later. `saved()` and
 * `close()` throw it when another has taken over what was open here: it goes on there, and here it has been stopped. What
 * was not saved by then is not known there: have it sent again.
 */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost';
}
