import { createActor } from 'xstate';
import { propsOf, type Cast } from './cast.ts';
import { sceneOf, type Scene } from './scene.ts';

/**
 * Plays a conversation on virtual time, with scripted models and an own store: nothing waits, nothing is random.
 *
 * @throws for the first option or tool that can't be right, as `createConversationMachine` does.
 * @example
 * const scene = stage({ tools: [bill], main: [{ calls: [{ name: 'draw_up_bill' }] }, { text: 'It is 45 EUR.' }] });
 * await scene.say('Draw up my bill.');
 * await scene.untilIdle();
 * console.log(scene.script());
 */
export function stage(cast: Cast): Scene {
  const props = propsOf(cast);
  const { inspect, ...input } = props.opening;
  const actor = createActor(props.makeMachine(), { clock: props.clock, input, ...(inspect && { inspect }) });
  const { scene, attend } = sceneOf(props, {
    actor: () => actor,
    deliver: (event) => actor.send(event),
    isSaved: () => true,
  });
  attend(actor);
  actor.start();
  return scene;
}
