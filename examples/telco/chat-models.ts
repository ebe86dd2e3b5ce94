import { ChatOpenAI } from '@langchain/openai';

/** Any server that speaks OpenAI's chat completions. */
export type ModelServer = { baseURL: string; apiKey: string; model: string };

/** The models of the agent's voices on one server. */
export function chatModels({ baseURL, apiKey, model }: ModelServer) {
  const common = { model, apiKey, useResponsesApi: false, streamUsage: false, configuration: { baseURL } };
  return {
    model: new ChatOpenAI({ ...common, temperature: 0.3, maxRetries: 1 }),
    chatModel: new ChatOpenAI({ ...common, temperature: 0.7, maxRetries: 1 }),
  };
}
