import { useMachine } from '@xstate/react';
import { useEffect, useRef, type MouseEvent } from 'react';
import type { Question, Waiting, Work } from '../wire.ts';
import type { ChatContext, Shown } from './chat-machine.ts';
import { connectedChat, storedId } from './conversation-server.ts';

/** The whole page: a chat that goes on while the cake is in the oven. */
export function Chat() {
  const [state, send] = useMachine(connectedChat, { input: { id: storedId() } });
  const { lines, drafts, work, isCancelling, queue, question, isAnswered, draft, outbox } = state.context;
  const field = useRef<HTMLInputElement>(null);
  const isConnected = state.matches({ following: 'connected' });

  const say = (text: string) => send({ type: 'words.said', id: crypto.randomUUID(), text });

  return (
    <main>
      <header>
        <h1>The bakery</h1>
        <p className="connection" data-connected={isConnected} role="status">
          {isConnected ? 'Open' : 'Connecting …'}
        </p>
      </header>
      {lines.length === 0 ? (
        <Welcome say={say} />
      ) : (
        <Lines
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
        />
      )}
      {queue.length > 0 && (
        <Queue
          queue={queue}
          isConnected={isConnected}
          drop={(operationId) => send({ type: 'request.cancel', operationId })}
        />
      )}
      {question && (
        <YesOrNo
          {...question}
          key={question.token} // a press that began under one question is none under the next
          isOpen={isConnected && !isAnswered}
          press={(answer) => send({ type: answer, token: question.token })}
          leave={() => field.current?.focus()}
        />
      )}
      <form
        onSubmit={(event) => {
          event.preventDefault();
          say(draft);
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

function Welcome({ say }: { say(text: string): void }) {
  return (
    <section className="welcome">
      <p>Order a cake, and go on talking while it is in the oven.</p>
      {suggestions.map((text) => (
        <button key={text} type="button" onClick={() => say(text)}>
          {text}
        </button>
      ))}
    </section>
  );
}

type Draft = ChatContext['drafts'][number];

type Spoken = {
  lines: Shown[];
  drafts: Draft[];
  waiting: string[];
  isWorking: boolean;
  behind: number;
  isAsked: boolean;
};

function Lines({ lines, drafts, waiting, isWorking, behind, isAsked }: Spoken) {
  const end = useRef<HTMLLIElement>(null);
  const written = drafts.map(({ text }) => text).join('');
  useEffect(() => {
    end.current?.scrollIntoView({ block: 'end' });
  }, [lines.length, written, isWorking, behind, isAsked]); // what is at work or asked takes room from the lines
  return (
    <ol role="log" aria-live="polite">
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

type Progressing = Work & { isConnected: boolean; isCancelling: boolean; cancel(): void };

function Progress({ label, percent, message, etaMs, isConnected, isCancelling, cancel }: Progressing) {
  return (
    <section className="work" aria-label={label} data-connected={isConnected}>
      <p>
        <strong>{label}</strong> <span>{message}</span>{' '}
        {etaMs !== null && <span className="eta">about {Math.ceil(etaMs / 1000)} s more</span>}
      </p>
      <button type="button" onClick={cancel} disabled={isCancelling || !isConnected}>
        Cancel
      </button>
      <progress max={100} value={percent}>{`${percent} %`}</progress>
    </section>
  );
}

type Queued = { queue: Waiting[]; isConnected: boolean; drop(operationId: string): void };

/** What is done next, the next first; each may be taken off. */
function Queue({ queue, isConnected, drop }: Queued) {
  return (
    <ul className="queue" aria-label="Next">
      {queue.map(({ operationId, label }) => (
        <li key={operationId}>
          Next: {label}
          <button type="button" onClick={() => drop(operationId)} disabled={!isConnected} aria-label={`Leave ${label}`}>
            ✕
          </button>
        </li>
      ))}
    </ul>
  );
}

type Asking = Question & {
  isOpen: boolean;
  press(answer: 'question.confirmed' | 'question.declined'): void;
  leave(): void;
};

/** The answer to what the latest line asks; it may be typed as well. */
function YesOrNo({ preview, isOpen, press, leave }: Asking) {
  const answer = (said: Parameters<typeof press>[0]) => (event: MouseEvent) => {
    press(said);
    if (event.detail === 0) leave(); // pressed by a key, which goes on in the field
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
