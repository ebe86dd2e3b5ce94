import { fromCallback, fromPromise } from 'xstate';
import { chatMachine, type ChatEvent } from './chat-machine.ts';
import type { News, Words } from '../wire.ts';

const storedAs = 'conversation';

/** The conversation this tab had before it was loaded again. */
export const storedId = () => sessionStorage.getItem(storedAs);

/** The chat machine at work against the server this page came from. */
export const connectedChat = chatMachine.provide({
  actors: {
    open: fromPromise(async ({ signal }) => (await post('', {}, signal)).text()),
    follow: fromCallback<ChatEvent, { id: string | null }>(({ input, sendBack }) => {
      const source = new EventSource(`/conversations/${input.id}/events`);
      source.addEventListener('message', ({ data }: MessageEvent<string>) => {
        const news: unknown = JSON.parse(data);
        if (isNews(news)) sendBack(news);
      });
      source.addEventListener('error', () => sendBack({ type: 'lost' }));
      return () => source.close();
    }),
    post: fromPromise<void, { id: string | null; words: Words | undefined }>(async ({ input, signal }) => {
      await post(`/${input.id}/words`, input.words, signal);
    }),
  },
  actions: {
    keepId: ({ context }) => sessionStorage.setItem(storedAs, context.id ?? ''),
    postCancel: ({ self }, { id, operationId }) => press(self, `/${id}/cancel`, { operationId }),
    postYes: ({ self }, { id, token }) => press(self, `/${id}/yes`, { token }),
  },
});

/** The server is our own: what it sends has a type is all there is to see. */
function isNews(value: unknown): value is News {
  return typeof value === 'object' && value !== null && 'type' in value;
}

/** A press that does not get through is let go: the page connects anew, and is told what there still is to press. */
function press(chat: { send(event: ChatEvent): void }, path: string, body: unknown) {
  post(path, body).catch(() => chat.send({ type: 'lost' }));
}

/** Words the server can't take (400) are let go; everything else is tried again. */
async function post(path: string, body: unknown, signal: AbortSignal | null = null): Promise<Response> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`/conversations${path}`, {
    method: 'POST',
    headers,
    body: JSON.stringify(body),
    signal,
  });
  if (!response.ok && response.status !== 400) throw new Error(`The server answered ${response.status}.`);
  return response;
}
