import { brokenInvariants, type DurableScene, type Scene } from 'meanwhile/testing';
import { expect } from 'vitest';

/** Plays a scene until nobody works, and sees that all is as it was promised. */
export async function toItsEnd(scene: Scene | DurableScene): Promise<void> {
  await scene.untilIdle();
  expect(brokenInvariants(scene)).toEqual([]);
}
