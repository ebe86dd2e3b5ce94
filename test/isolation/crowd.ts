import { createConversationMachine, type Conversation } from 'meanwhile';
import { redacted, type ShownEvent } from 'meanwhile/inspection';
import { virtualClock } from 'meanwhile/testing';
import { createActor, type InspectionEvent } from 'xstate';
import { allOf, canary, ownersIn } from './canaries.ts';
import { loudBot, type See, type WISHES } from './loud-bot.ts';

/** Something that went out of a conversation, or into what works for it; `of` is whose it is, if that is known. */
export type Seen = { channel: string; of: number | undefined; owners: number[]; told: string };

/** What else may happen to a conversation. */
export const EVENTS = ['cancel', 'update', 'saying', 'stop'] as const;

/**
 * Many conversations in one process, over one machine, one model and one store, each with canaries of its own in all
 * that is said, asked for, found, thrown and known. The model repeats every canary it ever heard.
 *
 * `random` gives numbers from 0 to 1: how long things take, and what fails.
 */
export function crowd(size: number, random: () => number) {
  const clock = virtualClock();
  const seen: Seen[] = [];
  const see: See = (channel, value, of) => {
    const told = typeof value === 'string' ? value : allOf(value);
    seen.push({ channel, of, owners: ownersIn(told), told: told.slice(0, 5000) });
  };

  const machine = createConversationMachine(loudBot({ clock, random, see }));
  const conversations = Array.from({ length: size }, (_, owner) => {
    const shown = redacted((event) => see('redacted inspection', withoutCharts(event), owner));
    const inspect = (event: InspectionEvent) => {
      see('inspection', plain(event), owner);
      shown(event);
    };
    const actor = createActor(machine, {
      clock,
      inspect,
      input: {
        id: canary(owner, 'id'),
        session: { who: canary(owner, 'session'), address: { lines: [canary(owner, 'street')] } },
        messages: [{ role: 'assistant', content: canary(owner, 'history') }],
      },
    });
    actor.on('*', (event) => see(`event ${event.type}`, event, owner));
    return actor.start();
  });

  return { clock, seen, conversations };
}

/** Somebody says something, or the app sends it. */
export function act(conversation: Conversation, owner: number, what: (typeof WISHES | typeof EVENTS)[number]) {
  // XState's development build writes what a stopped actor is sent on the console
  if (conversation.getSnapshot().status !== 'active') return;
  if (what === 'stop') conversation.stop();
  else if (what === 'cancel') conversation.send({ type: 'operation.cancel' });
  else if (what === 'saying') conversation.send({ type: 'user.saying', text: canary(owner, 'saying') });
  else if (what === 'update')
    conversation.send({ type: 'session.updated', facts: { email: canary(owner, 'session') } });
  else conversation.send({ type: 'user.said', text: `${what} ${canary(owner, 'said')}` });
}

/** A redacted event but for the source of the charts, which is the same for all. */
function withoutCharts(event: ShownEvent): string {
  return JSON.stringify(event, (name, value) => (name === 'logic' ? undefined : value));
}

/** An inspection event as it is told on: without the actors, of which each knows its whole system. */
function plain(event: InspectionEvent): string {
  return JSON.stringify(event, (name, value) => {
    if (['actorRef', 'sourceRef', '_transitions', 'children'].includes(name)) return undefined;
    return value instanceof Error ? allOf(value) : value;
  });
}
