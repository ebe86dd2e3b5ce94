import { onTestFinished } from 'vitest';
import type { Answer } from './openai-server.ts';
import { threeTools } from './three-tools.ts';
import { SECRETS } from './wire-faults.ts';
import type { Place } from './wire-places.ts';
import { voiceOf, wireScene } from './wire-scene.ts';

/** Comes to a place of a conversation, where the server does what is faulty; the scene is closed with the test. */
export async function playTo(place: Place, faulty: Answer) {
  const lines = place.lines(faulty);
  const tools = threeTools();
  const scene = await wireScene({
    script: (request) => lines[voiceOf(request)]?.shift() ?? { status: 418 },
    tools: tools.tools,
    fields: { apiKey: SECRETS.key },
  });
  onTestFinished(scene.close);
  await place.reach(scene, tools);
  return { scene, tools };
}
