import { BaseCallbackHandler } from '@langchain/core/callbacks/base';
import { allOf } from './canaries.ts';

/** A run as a tracer hears of it. */
export type Run = { parent: string | undefined; heard: string };

/** A LangChain callback handler that keeps whatever it is told of each run, at once. Who looks at it sees its name alone. */
export class Traces extends BaseCallbackHandler {
  readonly name: string;
  override awaitHandlers = true;
  readonly #runs = new Map<string, Run>();

  constructor(name: string) {
    super();
    this.name = name;
  }

  runs(): ReadonlyMap<string, Run> {
    return this.#runs;
  }

  /** All that was heard. */
  heard(): string {
    return [...this.#runs.values()].map((run) => run.heard).join('\n');
  }

  override handleChatModelStart = (_: unknown, input: unknown, id: string, parent?: string, ...more: unknown[]) =>
    this.note(id, [input, more], parent);
  override handleLLMNewToken = (token: string, _: unknown, id: string) => this.note(id, token);
  override handleLLMEnd = (output: unknown, id: string) => this.note(id, output);
  override handleLLMError = (error: unknown, id: string) => this.note(id, error);
  override handleToolStart = (_: unknown, input: string, id: string, parent?: string, ...more: unknown[]) =>
    this.note(id, [input, more], parent);
  override handleToolEvent = (chunk: unknown, id: string) => this.note(id, chunk);
  override handleToolEnd = (output: unknown, id: string) => this.note(id, output);
  override handleToolError = (error: unknown, id: string) => this.note(id, error);
  override handleChainStart = (
    _: unknown,
    input: unknown,
    id: string,
    _type?: string,
    tags?: unknown,
    metadata?: unknown,
    _name?: string,
    parent?: string,
  ) => this.note(id, [input, tags, metadata], parent);
  override handleChainEnd = (output: unknown, id: string) => this.note(id, output);
  override handleChainError = (error: unknown, id: string) => this.note(id, error);

  private note(id: string, told: unknown, parent?: string) {
    const run = this.#runs.get(id) ?? { parent, heard: '' };
    this.#runs.set(id, { ...run, heard: `${run.heard}\n${allOf(told)}` });
  }
}
