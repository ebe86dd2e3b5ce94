import { fieldOf } from '../methods.ts';

/** Whether a word that came late has something in it: what was stopped and says so has not. */
export function isLateResult(path: string, word: object): boolean {
  switch (path) {
    case '/operation/run/tool':
      return fieldOf(word, 'type') === 'tool.succeeded';
    case '/operation/tools':
      return fieldOf(fieldOf(word, 'result'), 'failed') === false;
    case '/operation/run/reconcile':
      return true;
    case '/chat/lookUp': {
      const results = fieldOf(fieldOf(word, 'output'), 'results');
      return Array.isArray(results) && results.some((result) => fieldOf(result, 'failed') === false);
    }
    default:
      return false;
  }
}
