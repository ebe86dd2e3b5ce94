import type { Scene } from 'meanwhile/testing';

/** What the user has heard, and when. */
export function heard(scene: Scene) {
  return scene.replies().map(({ at, kind, text }) => [at, kind, text]);
}
