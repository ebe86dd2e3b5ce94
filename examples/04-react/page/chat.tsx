import { useMachine } from '@xstate/react';
import { useEffect, useRef, type MouseEvent, type RefObject } from 'react';
import type { Question, Waiting, Work } from '../wire.ts';
import type { ChatContext, Shown } from './chat-machine.ts';
import { connectedChat, storedId } from './conversation-server.ts';

/** The whole page: a chat that goes on while the cake is in the oven. */
export function Chat() {
  const [state, send] = useMachine(connectedChat, { input: { id: storedId() } });
  const { lines, drafts, work, isCancelling, queue, question, isAnswered, draft, outbox } = state.context;
  const field = useRef<HTMLInputElement>(null);
  const log = useRef<HTMLOListElement>(null);
  const isConnected = state.matches({ following: 'connected' });

  const say = (text: string) => send({ type: 'words.said', id: crypto.randomUUID(), text });
  /** A button that goes when it is pressed must not take the focus along; in the field, a phone would open its keyboard. */
  const leave = ({ detail }: MouseEvent) => {
    const isTouched = detail > 0 && matchMedia('(pointer: coarse)').matches; // a key clicks 0 times
    (isTouched ? log : field).current?.focus();
  };

  return (
    <main>
      <header>
        <h1>The bakery</h1>
        <p className="connection" data-connected={isConnected} role="status">
          {isConnected ? 'Open' : 'Connecting …'}
        </p>
      </header>
      {lines.length === 0 ? (
        <Welcome say={say} leave={leave} />
      ) : (
        <Lines
          log={log}
          lines={lines}
          drafts={drafts}
          waiting={outbox.map(({ id }) => id)}
          isWorking={work !== null}
          behind={queue.length}
          isAsked={question !== null}
        />
      )}
      {work && (
        <Progress
          {...work}
          isConnected={isConnected}
          isCancelling={isCancelling}
          cancel={() => send({ type: 'work.cancel' })}
          leave={leave}
        />
      )}
      {queue.length > 0 && (
        <Queue
          queue={queue}
          isConnected={isConnected}
          drop={(operationId) => send({ type: 'request.cancel', operationId })}
          leave={leave}
        />
      )}
      {question && (
        <YesOrNo
          {...question}
          key={question.token} // a press that began under one question is none under the next
          isOpen={isConnected && !isAnswered}
          press={(answer) => send({ type: answer, token: question.token })}
          leave={leave}
        />
      )}
      <form
        onSubmit={(event) => {
          event.preventDefault();
          say(draft);
          field.current?.focus();
        }}
      >
        <input
          ref={field}
          value={draft}
          onChange={({ target }) => send({ type: 'draft.changed', text: target.value })}
          placeholder={placeholder(work, question)}
          aria-label="What you say"
          maxLength={1000}
          autoFocus
        />
        <button disabled={draft.trim() === ''}>Say</button>
      </form>
    </main>
  );
}

function placeholder(work: Work | null, question: Question | null): string {
  if (question) return 'Yes, no, or something else …';
  return work ? 'Go on talking …' : 'What would you like?';
}

const suggestions = ['My card is 4711. Bake me a lemon cake and send it to Hill Street.', 'What is fresh today?'];

/** Takes the focus elsewhere. */
type Leaving = { leave(event: MouseEvent): void };

function Welcome({ say, leave }: Leaving & { say(text: string): void }) {
  return (
    <section className="welcome">
      <p>Order a cake, and go on talking while it is in the oven.</p>
      {suggestions.map((text) => (
        <button
          key={text}
          type="button"
          onClick={(event) => {
            say(text);
            leave(event);
          }}
        >
          {text}
        </button>
      ))}
    </section>
  );
}

type Draft = ChatContext['drafts'][number];

type Spoken = {
  log: RefObject<HTMLOListElement | null>;
  lines: Shown[];
  drafts: Draft[];
  waiting: string[];
  isWorking: boolean;
  behind: number;
  isAsked: boolean;
};

function Lines({ log, lines, drafts, waiting, isWorking, behind, isAsked }: Spoken) {
  const end = useRef<HTMLLIElement>(null);
  const written = drafts.map(({ text }) => text).join('');
  useEffect(() => {
    end.current?.scrollIntoView({ block: 'end' });
  }, [lines.length, written, isWorking, behind, isAsked]); // what is at work or asked takes room from the lines
  return (
    <ol ref={log} role="log" aria-live="polite" tabIndex={-1}>
      {lines.map(({ id, by, kind, text }) => (
        <li key={id} className={by} data-kind={kind} data-waiting={waiting.includes(id)}>
          {text}
        </li>
      ))}
      {drafts.map(({ id, text }) => (
        <li key={`draft/${id}`} className="bakery" data-draft aria-hidden>
          {text}
        </li>
      ))}
      <li ref={end} className="end" aria-hidden />
    </ol>
  );
}

type Progressing = Work & Leaving & { isConnected: boolean; isCancelling: boolean; cancel(): void };

function Progress({ label, percent, message, etaMs, isConnected, isCancelling, cancel, leave }: Progressing) {
  return (
    <section className="work" aria-label={label} data-connected={isConnected}>
      <p>
        <strong>{label}</strong> <span>{message}</span>{' '}
        {etaMs !== null && <span className="eta">about {Math.ceil(etaMs / 1000)} s more</span>}
      </p>
      <button
        type="button"
        onClick={(event) => {
          cancel();
          leave(event);
        }}
        disabled={isCancelling || !isConnected}
      >
        Cancel
      </button>
      <progress max={100} value={percent} aria-label={label}>{`${percent} %`}</progress>
    </section>
  );
}

type Queued = Leaving & { queue: Waiting[]; isConnected: boolean; drop(operationId: string): void };

/** What is done next, the next first; each may be taken off. */
function Queue({ queue, isConnected, drop, leave }: Queued) {
  return (
    <ul className="queue" aria-label="Next">
      {queue.map(({ operationId, label }) => (
        <li key={operationId}>
          Next: {label}
          <button
            type="button"
            onClick={(event) => {
              drop(operationId);
              leave(event);
            }}
            disabled={!isConnected}
            aria-label={`Leave ${label}`}
          >
            ✕
          </button>
        </li>
      ))}
    </ul>
  );
}

type Asking = Question & Leaving & { isOpen: boolean; press(answer: 'question.confirmed' | 'question.declined'): void };

/** The answer to what the latest line asks; it may be typed as well. */
function YesOrNo({ preview, isOpen, press, leave }: Asking) {
  const answer = (said: Parameters<typeof press>[0]) => (event: MouseEvent) => {
    press(said);
    leave(event);
  };
  return (
    <fieldset className="question" aria-label={preview} disabled={!isOpen}>
      <button type="button" onClick={answer('question.confirmed')}>
        Yes
      </button>
      <button type="button" onClick={answer('question.declined')}>
        No
      </button>
    </fieldset>
  );
}
