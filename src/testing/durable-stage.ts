import type { ConversationCommand, ConversationEmitted } from '../../machines/conversation-protocol.ts';
import { propsOf, type Cast } from './cast.ts';
import { beginLife } from './one-life.ts';
import { rollBack } from './roll-back.ts';
import { stoppableId, sceneOf, type Retold, type Scene } from './scene.ts';
import { settle } from './virtual-clock.ts';

/** A conversation on virtual time whose process may die. `actor` is the conversation as it is open at present. */
export type DurableScene = Scene & {
  /**
   * Kills the process, and opens the conversation again in another, `deadMs` milliseconds later, or when the lease of the
   * dead one has run out. What the app has sent and was not saved is sent again then, before it starts.
   */
  crash(how?: { deadMs?: number }): Promise<void>;
  /** Closes the conversation as it should be, and opens it again. */
  restart(): Promise<void>;
};

/**
 * Plays a conversation that is opened by `openConversation`, with an app that does what an app should: it gives each
 * utterance an id, sends again after a crash what was not saved, and drops a reply that it has had already.
 *
 * @throws for the first option or tool that can't be right, as `createConversationMachine` does.
 * @example
 * const scene = await durableStage({ tools: [bill], main: [{ calls: [{ name: 'draw_up_bill' }] }, { text: '45 EUR.' }] });
 * await scene.say('Draw up my bill.');
 * await scene.crash();
 * await scene.untilIdle();
 */
export async function durableStage(cast: Cast): Promise<DurableScene> {
  const props = propsOf(cast);
  const { clock } = props;
  const unsaved = new Set<ConversationCommand>();
  const told = new Map<string, Omit<Retold, 'again'>>();
  const steps = { made: 0, saved: -1 };
  let life = await beginLife(props);
  const { scene, attend, tell, noteCancel, remark } = sceneOf(props, {
    actor: () => life.conversation,
    deliver: (event) => deliver(named(event)),
    isSaved: () => steps.saved === steps.made,
  });
  live();

  function live() {
    const { conversation, isOver } = life;
    attend(conversation, (event) => {
      if (!isOver()) hear(event);
    });
    conversation.subscribe({ next: () => void noteSteps(), error: () => {} });
    conversation.start();
  }

  /** A step is saved with all before it, or not yet. */
  async function noteSteps() {
    steps.made += 1;
    const step = steps.made;
    const { isOver, conversation } = life;
    while (!isOver() && steps.made === step && conversation.getSnapshot().status === 'active') {
      if (!(await isSaved())) continue;
      steps.saved = Math.max(steps.saved, step);
      return;
    }
  }

  /** Whether what was sent so far could be saved, in the life of whoever asks. */
  async function isSaved(): Promise<boolean> {
    const { conversation, isOver } = life;
    return conversation.saved().then(
      () => !isOver(),
      () => false,
    );
  }

  function hear(event: ConversationEmitted) {
    const name = nameOf(event);
    const before = name === undefined ? undefined : told.get(name);
    if (before) {
      scene.retold.push({ ...before, again: { at: clock.elapsed(), event } });
      return;
    }
    const now = { before: tell(event), wasSaved: false };
    if (name === undefined) return;
    told.set(name, now);
    void isSaved().then((isIt) => (now.wasSaved = isIt));
  }

  /** Each utterance has an id, and a cancel says what it means: so they can be sent twice. */
  function named(event: ConversationCommand): ConversationCommand {
    if (event.type === 'user.said' || event.type === 'request.enqueue')
      return { ...event, id: event.id ?? `said-${scene.said.length}` };
    if (event.type !== 'operation.cancel') return event;
    const operationId = stoppableId(life.conversation);
    return operationId === undefined ? event : { operationId, ...event };
  }

  function deliver(event: ConversationCommand) {
    if (canBeSentTwice(event)) unsaved.add(event);
    if (life.isOver()) return;
    life.conversation.send(event);
    forgetSaved(event);
  }

  function forgetSaved(event: ConversationCommand) {
    void isSaved().then((isIt) => isIt && unsaved.delete(event));
  }

  async function beginAgain() {
    scene.drafts.clear(); // as a page does that has to connect anew
    life = await beginLife(props);
    steps.made += 1; // what the one before was about to do is not to be waited for
    rollBack(scene.seen, life.conversation.getSnapshot().context, (id) => told.get(`reply ${id}`)?.wasSaved === true);
    // before it begins to speak: these words are no answer to what it says now
    for (const event of unsaved) {
      if (event.type === 'operation.cancel') noteCancel(event.operationId);
      life.conversation.send(event);
    }
    live();
    unsaved.forEach(forgetSaved);
    await settle();
  }

  return Object.assign(scene, {
    async crash({ deadMs = 0 } = {}) {
      const from = clock.elapsed();
      life.kill();
      remark('[the process is killed]');
      await clock.goTo(from + deadMs);
      const dead = { from, until: from + deadMs };
      scene.dead.push(dead);
      await beginAgain();
      dead.until = clock.elapsed();
    },
    async restart() {
      const from = clock.elapsed();
      await life.close();
      remark('[it is closed, and opened again]');
      scene.dead.push({ from, until: clock.elapsed() });
      await beginAgain();
    },
  });
}

/** What must not be told twice, by a name; progress and failures are told as they come. */
function nameOf(event: ConversationEmitted): string | undefined {
  switch (event.type) {
    case 'reply':
      return ['reply', event.id, event.offer].filter(Boolean).join(' ');
    case 'operation':
      return `operation ${event.operationId} ${event.status === 'running' ? 'begins' : 'ends'}`;
    case 'confirmation.requested':
    case 'confirmation.closed':
      return `${event.type} ${event.token}`;
    default:
      return undefined;
  }
}

/** What is over when a process is back. */
const ofTheMoment = new Set<string>(['user.saying', 'user.fellSilent', 'reply.interrupted']);

function canBeSentTwice(event: ConversationCommand): boolean {
  return event.type === 'operation.cancel' ? event.operationId !== undefined : !ofTheMoment.has(event.type);
}
