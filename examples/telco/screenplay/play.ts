import { setTimeout } from 'node:timers/promises';
import { DEFAULT_BOUNDS } from 'meanwhile';
import { createActor, waitFor } from 'xstate';
import { createTelcoAgent } from '../agent.ts';
import { chatModels } from '../chat-models.ts';
import { startDemoModel, type DemoModelOptions } from '../demo-model/start-demo-model.ts';
import { exampleNumbers } from '../operator/seed-customers.ts';
import type { Scenario } from './scenarios.ts';
import { stageDirections } from './stage-directions.ts';

const LATENCY_MS = 15;

/** Writes down who said what, after how many seconds. */
export type Narrate = (seconds: number, who: string, text: string) => void;

/** Plays a scene with the demo model, `speed` times faster than life, until all is answered. */
export async function play({ lines, chatHangs }: Scenario, { speed, narrate }: { speed: number; narrate: Narrate }) {
  const latencyMs = LATENCY_MS / speed;
  const patienceMs = DEFAULT_BOUNDS.secondaryPatience / speed;
  const main = await startDemoModel({ latencyMs });
  const chat = await startDemoModel(chatHangs ? { wait: forEver } : { latencyMs });
  const { machine } = createTelcoAgent({
    model: modelsOn(main.baseURL).model,
    chatModel: modelsOn(chat.baseURL).chatModel,
    bounds: { secondaryPatience: patienceMs },
    sendSms: () => {},
    speed,
  });
  const conversation = createActor(machine, {
    input: { id: 'demo', session: { verified: true, msisdn: exampleNumbers.a } },
  });
  const begin = performance.now();
  const now = () => (performance.now() - begin) / 1000;
  let late = 0;

  conversation.on('reply', ({ kind, text }) => narrate(now(), kind, text));
  conversation.on('progress', ({ run: { label, percent } }) => narrate(now(), '', `${label}: ${percent} %`));
  conversation.on('failure', ({ error }) => narrate(now(), 'failure', error));
  conversation.subscribe(stageDirections({ patienceMs, tell: (text) => narrate(now(), '', text) }));
  conversation.start();
  try {
    for (const { at: atInLife, says } of lines) {
      const at = atInLife / speed;
      await setTimeout(Math.max(0, (at + late - now()) * 1000));
      // a yes that is said before the question is none, however long a slow machine takes to ask it
      await waitFor(conversation, (snapshot) => !snapshot.matches({ engaged: 'attending' }));
      late = Math.max(late, now() - at);
      narrate(now(), 'user', says);
      conversation.send({ type: 'user.said', text: says });
    }
    await waitFor(conversation, (snapshot) => snapshot.matches('idle'));
  } finally {
    conversation.stop();
    await Promise.all([main.close(), chat.close()]);
  }
}

const forEver: NonNullable<DemoModelOptions['wait']> = (_, signal) =>
  new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('given up'))));

function modelsOn(baseURL: string) {
  return chatModels({ baseURL, apiKey: 'none', model: 'meanwhile-demo' });
}
