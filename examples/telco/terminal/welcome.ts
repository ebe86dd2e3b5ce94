/** Who answers, who asks and whether they are back, where all is kept, and where the conversation can be watched. */
export type Welcome = {
  model: string | undefined;
  customer: string | undefined;
  isBack?: boolean;
  page?: { url: string; statelyUrl: string | undefined } | undefined;
};

/** What is said before anything else, a line each. */
export function welcome({ model, customer, isBack = false, page }: Welcome): string[] {
  return [
    model === undefined
      ? 'A demo model answers: it knows some phrases and is no language model. Set OPENAI_API_KEY, or OPENAI_BASE_URL, to talk with one.'
      : `${model} will answer.`,
    customer === undefined
      ? 'You are not signed in. Customers have the numbers +12125550142 and +447700900123; their SMS appear here.'
      : `You are signed in with the number ${customer}.`,
    'What you say and change is kept in the folder .telco; npm start -- --fresh begins anew.',
    ...(page ? [`Watch the live chart: ${page.url}`] : []),
    ...(page?.statelyUrl ? [`In Stately's inspector, which needs the internet: ${page.statelyUrl}`] : []),
    'Try "Draw up my bill, please." and go on talking meanwhile. Esc cancels what is running, /help shows what else there is.',
    ...(isBack ? ['Welcome back: this conversation goes on. It was last about this:'] : []),
  ];
}

/** What one can do in the chat. */
export const help = `Say what you want, also while something is running: your bill, your data, your plan, roaming, alerts, your contract.
What cannot be done at once waits, and is done in its turn; "What waits?" tells it, while something runs.
"Stop that." stops what runs or waits, "Stop everything." both.
/state   the conversation as it stands: states, lock, what runs and waits, the store
/cancel  cancels what is running, as Esc does
/help    this
/quit    leaves; npm start takes the conversation up again
Esc and Ctrl-C cancel what is running, and are a no to what is asked. With neither, Ctrl-C takes away what is typed, and leaves when nothing is.`;

/** What `--help` says. */
export const usage = `npm start [-- options]: a chat with the agent of a phone company

--sign-in         chat as somebody who has to sign in with number and code
--speed <number>  how many times faster than life the long tools work, 1 unless given
--fresh           begin anew with the two example customers, whatever was said and changed before
--inspect         draw the running conversation on a page of this machine
-h, --help        this

OPENAI_API_KEY, OPENAI_BASE_URL and OPENAI_MODEL say which language model answers; without them a demo model does.`;
