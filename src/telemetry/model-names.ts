import type { Attributes } from '@opentelemetry/api';
import type { MachineParts } from '../machine-parts.ts';
import { fieldOf, hasMethods } from '../methods.ts';
import type { Voice } from './fact.ts';
import { ATTRIBUTES, OTHER, PROVIDERS } from './names.ts';

/** What a voice's model is called, and by whom it is made, as LangChain knows it. */
export type ModelNames = Record<Voice, { name: string | undefined; attributes: Attributes }>;

/** Asks LangChain for the names of the models of a machine. */
export function modelNames(models: MachineParts['models'] | undefined): ModelNames {
  const chat = namesOf(models?.chatModel);
  return { main: namesOf(models?.model), chat, synthesis: chat };
}

function namesOf(model: unknown): ModelNames[Voice] {
  const params = paramsOf(model);
  const name = fieldOf(params, 'ls_model_name');
  const provider = fieldOf(params, 'ls_provider');
  const attributes = {
    [ATTRIBUTES.provider]: typeof provider === 'string' ? (PROVIDERS[provider] ?? provider) : OTHER,
  };
  if (typeof name !== 'string') return { name: undefined, attributes };
  return { name, attributes: { ...attributes, [ATTRIBUTES.model]: name } };
}

function paramsOf(model: unknown): unknown {
  try {
    return hasMethods(model, 'getLsParams') ? model.getLsParams({}) : undefined;
  } catch {
    return undefined;
  }
}
