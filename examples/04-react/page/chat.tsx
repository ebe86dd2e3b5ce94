import { useMachine } from '@xstate/react';
import { useEffect, useRef } from 'react';
import type { Work } from '../wire.ts';
import type { Shown } from './chat-machine.ts';
import { connectedChat, storedId } from './conversation-server.ts';

/** The whole page: a chat that goes on while the cake is in the oven. */
export function Chat() {
  const [state, send] = useMachine(connectedChat, { input: { id: storedId() } });
  const { lines, work, isCancelling, draft, outbox } = state.context;
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
        <Lines lines={lines} waiting={outbox.map(({ id }) => id)} isWorking={work !== null} />
      )}
      {work && (
        <Progress
          {...work}
          isConnected={isConnected}
          isCancelling={isCancelling}
          cancel={() => send({ type: 'work.cancel' })}
        />
      )}
      <form
        onSubmit={(event) => {
          event.preventDefault();
          say(draft);
        }}
      >
        <input
          value={draft}
          onChange={({ target }) => send({ type: 'draft.changed', text: target.value })}
          placeholder={work ? 'Go on talking …' : 'What would you like?'}
          aria-label="What you say"
          maxLength={1000}
          autoFocus
        />
        <button disabled={draft.trim() === ''}>Say</button>
      </form>
    </main>
  );
}

const suggestions = ['Bake me a lemon cake. My card is 4711.', 'What is fresh today?'];

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

function Lines({ lines, waiting, isWorking }: { lines: Shown[]; waiting: string[]; isWorking: boolean }) {
  const end = useRef<HTMLLIElement>(null);
  useEffect(() => {
    end.current?.scrollIntoView({ block: 'end' });
  }, [lines.length, isWorking]); // what is at work takes room from the lines
  return (
    <ol role="log" aria-live="polite">
      {lines.map(({ id, by, kind, text }) => (
        <li key={id} className={by} data-kind={kind} data-waiting={waiting.includes(id)}>
          {text}
        </li>
      ))}
      <li ref={end} className="end" aria-hidden />
    </ol>
  );
}

type Progressing = Work & { isConnected: boolean; isCancelling: boolean; cancel(): void };

function Progress({ label, percent, message, isConnected, isCancelling, cancel }: Progressing) {
  return (
    <section className="work" aria-label={label} data-connected={isConnected}>
      <p>
        <strong>{label}</strong> <span>{message}</span>
      </p>
      <button type="button" onClick={cancel} disabled={isCancelling || !isConnected}>
        Cancel
      </button>
      <progress max={100} value={percent}>{`${percent} %`}</progress>
    </section>
  );
}
