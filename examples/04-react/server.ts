import { EventEmitter, once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import type { ConversationCommand, ConversationMachine, Delta, OnDelta } from 'meanwhile';
import { z } from 'zod';
import { keepConversations } from './conversations.ts';
import { newsOf, pieceOf, talkOf } from './news.ts';
import type { PageFile } from './page-files.ts';
import type { News } from './wire.ts';

const words = z.strictObject({ id: z.uuid(), text: z.string().trim().min(1).max(1000) });
const cancel = z.strictObject({ operationId: z.string().min(1) });
const yes = z.strictObject({ token: z.string().min(1) });
const ids = z.uuid();
const largestBody = 8_000;

/** What a customer may send, and the event that the server makes of it. Each names what it is about, so none counts twice. */
const commands = new Map<string, z.ZodType<ConversationCommand>>([
  ['words', words.transform((said) => ({ type: 'user.said', ...said }))], // an id that was heard is not heard again
  ['cancel', cancel.transform((meant) => ({ type: 'operation.cancel', ...meant }))], // also a no to its question
  ['yes', yes.transform((given) => ({ type: 'confirmation.given', ...given }))],
]);

/**
 * Serves the page and its conversations on loopback. Into a conversation goes what its user says, and nothing else;
 * who the user is, a real server would know from its own login. The machine is given where its replies go while they are
 * written: to whoever follows the conversation at that moment.
 */
export async function serveBakery(
  machineWith: (onDelta: OnDelta) => ConversationMachine,
  page: ReadonlyMap<string, PageFile>,
  port = 0,
) {
  const written = new EventEmitter<Record<string, [Delta]>>().setMaxListeners(0); // by conversation
  const conversations = keepConversations(machineWith((delta) => written.emit(delta.conversationId, delta)));
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      console.error(error);
      response.destroy();
    });
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : port}`;

  async function answer(request: IncomingMessage, response: ServerResponse) {
    const end = (status: number, body = '') => void response.writeHead(status).end(body);
    const { method, url: path = '/', headers } = request;
    if (`http://${headers.host}` !== url) return end(421, `This is ${url}.`); // no other site's name leads here

    const file = page.get(path === '/' ? '/index.html' : path);
    if (method === 'GET' && file) return void response.writeHead(200, file.headers).end(file.content);

    const [, top, id = '', what = ''] = path.split('/');
    if (top !== 'conversations' || !(id === '' || ids.safeParse(id).success)) return end(404);
    if (method === 'GET' && what === 'events') return follow(id, response);
    if (method !== 'POST') return end(405);
    if (headers['content-type'] !== 'application/json') return end(415); // what a foreign page may send is refused
    if (!(Number(headers['content-length']) <= largestBody)) return end(413);

    if (id === '') {
      const opened = await conversations.open();
      return opened === undefined ? end(503) : end(201, opened);
    }
    const conversation = await conversations.get(id);
    if (!conversation) return end(404);
    const schema = commands.get(what);
    if (!schema) return end(404);
    const command = schema.safeParse(await jsonOf(request));
    if (!command.success) return end(400);
    conversation.send(command.data);
    return end(202);
  }

  async function follow(id: string, response: ServerResponse) {
    const tell = (news: News) => response.write(`data: ${JSON.stringify(news)}\n\n`);
    const conversation = await conversations.get(id); // after a crash of the server this may take six seconds
    if (response.closed) return;
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    if (!conversation) {
      tell({ type: 'gone' });
      response.end();
      return;
    }
    tell(talkOf(conversation));
    const subscription = conversation.on('*', (event) => {
      const news = newsOf(event);
      if (news) tell(news);
    });
    const tellPiece = (delta: Delta) => tell(pieceOf(delta));
    written.on(id, tellPiece);
    const leave = conversations.listen(id);
    response.on('close', () => {
      written.off(id, tellPiece);
      subscription.unsubscribe();
      leave();
    });
  }

  return {
    url,
    async close() {
      await conversations.close();
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

async function jsonOf(request: IncomingMessage): Promise<unknown> {
  try {
    return await json(request);
  } catch {
    return undefined;
  }
}
