import type { ConversationCommand, Reply } from 'meanwhile';
import type { Scene } from 'meanwhile/testing';

/** What a voice app played of a reply. */
export type Played = Pick<Reply, 'id' | 'text'> & { from: number; to: number; heard: string };

const MS_PER_WORD = 100;

/**
 * An app that speaks: one reply after the other, a word in 100 ms, and it says what was heard of each. When the user speaks,
 * it stops, and drops what waits to be played. One that is not heard says nothing.
 */
export function voiceApp(scene: Scene, isHeard = true) {
  const { clock } = scene;
  const played: Played[] = [];
  let waiting: Reply[] = [];
  let playing: { reply: Reply; from: number; timer: ReturnType<typeof clock.setTimeout> } | undefined;
  let isUserSpeaking = false;

  const send = (event: ConversationCommand) => scene.actor.send(event);

  function play() {
    if (playing || isUserSpeaking) return;
    const [reply, ...others] = waiting;
    if (!reply) return;
    waiting = others;
    const ms = reply.text.split(' ').length * MS_PER_WORD;
    playing = { reply, from: clock.elapsed(), timer: clock.setTimeout(() => end(), ms) };
  }

  function end(heard = playing?.reply.text ?? '') {
    if (!playing) return;
    const { reply, from, timer } = playing;
    clock.clearTimeout(timer);
    playing = undefined;
    played.push({ id: reply.id, text: reply.text, from, to: clock.elapsed(), heard });
    if (heard === reply.text) send({ type: 'reply.delivered', id: reply.id });
    else send({ type: 'reply.interrupted', id: reply.id, heard });
    play();
  }

  function stop() {
    const dropped = waiting;
    waiting = [];
    if (playing) {
      const words = Math.floor((clock.elapsed() - playing.from) / MS_PER_WORD);
      end(playing.reply.text.split(' ').slice(0, words).join(' '));
    }
    for (const { id } of dropped) send({ type: 'reply.interrupted', id, heard: '' });
  }

  scene.actor.on('reply', (reply) => {
    if (isHeard) waiting.push(reply);
    play();
  });

  return {
    played,
    /** What was played to its end, by the ids. */
    whole: () => played.filter(({ heard, text }) => heard === text).map(({ id }) => id),
    /** The user begins to speak. */
    async userBegins() {
      isUserSpeaking = true;
      send({ type: 'user.saying', text: '' });
      stop();
      await clock.goTo(clock.elapsed());
    },
    /** The user ends with these words, or without any. */
    async userEnds(text?: string) {
      isUserSpeaking = false;
      if (text === undefined) await scene.send({ type: 'user.fellSilent' });
      else await scene.say(text);
      play();
    },
  };
}
