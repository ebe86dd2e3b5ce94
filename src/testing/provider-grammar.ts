/** As much of a message as the grammar is about; our own messages and OpenAI's fit. */
export type GrammarMessage = {
  role: string;
  content?: unknown;
  tool_calls?: readonly { id: string }[];
  tool_call_id?: string;
};

/**
 * What a provider would refuse in these messages, one sentence each; none means it takes them.
 *
 * The rules are OpenAI's for chat completions, which answers 400, and two of stricter providers: no id is asked under
 * twice in the whole list, and no message is blank. Ids are compared; arguments and schemas are not looked at.
 */
export function grammarViolations(messages: readonly GrammarMessage[]): string[] {
  const found: string[] = [];
  const askedBefore = new Set<string>();
  let open: string[] = [];
  let answered: string[] = [];

  for (const [index, message] of messages.entries()) {
    const refuse = (reason: string) => found.push(`messages[${index}]: ${reason}`);

    if (message.role === 'tool') {
      const id = message.tool_call_id;
      if (id === undefined) refuse('a result without tool_call_id');
      else if (open.includes(id)) {
        open = without(open, id);
        answered.push(id);
      } else if (answered.includes(id)) refuse(`a second result of "${id}"`);
      else refuse(`a result of "${id}", which the assistant message before it does not ask`);
      continue;
    }

    for (const id of open) refuse(`stands where the result of "${id}" must be`);
    open = [];
    answered = [];

    if (!ROLES.has(message.role)) refuse(`unknown role "${message.role}"`);
    if (message.tool_calls === undefined) {
      if (isBlank(message.content)) refuse('has neither content nor calls');
      continue;
    }
    if (message.role !== 'assistant') refuse(`calls in a message of role "${message.role}"`);
    if (message.tool_calls.length === 0) refuse('an empty list of calls');
    for (const { id } of message.tool_calls) {
      if (id === '') refuse('a call without id');
      if (id.length > 40) refuse(`the call id "${id}" is longer than 40 characters`);
      if (askedBefore.has(id)) refuse(`the call id "${id}" is used twice`);
      askedBefore.add(id);
      open.push(id);
    }
  }

  for (const id of open) found.push(`the end: stands where the result of "${id}" must be`);
  return found;
}

const ROLES = new Set(['system', 'developer', 'user', 'assistant']);

/** Only the first: an id that is asked twice needs two results. */
function without(ids: readonly string[], id: string): string[] {
  return ids.toSpliced(ids.indexOf(id), 1);
}

function isBlank(content: unknown): boolean {
  if (typeof content === 'string') return content.trim() === '';
  return !Array.isArray(content) || content.length === 0;
}
