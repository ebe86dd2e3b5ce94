import { setImmediate } from 'node:timers/promises';
import type { OpenConversation } from 'meanwhile';
import type { TelcoAgent } from '../agent.ts';
import { recordsOf } from './records-of.ts';
import type { Screen } from './screen.ts';
import { stateReport } from './state-report.ts';
import { help } from './welcome.ts';

/** What commands work on. */
export type Chatting = {
  screen: Screen;
  conversation: OpenConversation;
  agent: Pick<TelcoAgent, 'store'>;
  /** Cancels what runs; tells whether anything did. */
  cancel(): boolean;
  leave(exitCode: number): void;
};

/** Does what a line beginning with a slash says. */
export async function obey(command: string, { screen, conversation, agent, cancel, leave }: Chatting): Promise<void> {
  switch (command) {
    case '/state': {
      await setImmediate(); // a reply may just be on its way through parent and children
      const saved = await conversation.saved().then(() => 'all of it', String);
      const { context } = conversation.getSnapshot();
      const records = await recordsOf(agent, context.id);
      return screen.print('note', stateReport(conversation.getSnapshot(), { records, saved }));
    }
    case '/cancel':
      if (!cancel()) screen.print('note', 'Nothing is running.');
      return;
    case '/help':
      return screen.print('note', help);
    case '/quit':
      return leave(0);
    default:
      return screen.print('note', `There is no ${command}. /help shows what there is.`);
  }
}
