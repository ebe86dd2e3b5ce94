import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import { settle } from 'meanwhile/testing';
import { expect, test } from 'vitest';
import { eventStream, eventText, pictureStream } from '../../src/inspection/event-streams.ts';

/** A client at the other end of a response. */
function client() {
  const received: string[] = [];
  const response = Object.assign(new EventEmitter(), {
    writableNeedDrain: false,
    writableLength: 0,
    destroyed: false,
    write: (text: string) => received.push(text),
    flushHeaders: () => {},
    destroy: () => (response.destroyed = true),
  });
  return { received, state: response, response: response as unknown as ServerResponse };
}

test('an event is told in lines, with how soon to come back after a break', () => {
  expect(eventText('{"a":1}')).toBe('retry: 1000\ndata: {"a":1}\n\n');
  expect(eventText('one\ntwo')).toBe('retry: 1000\ndata: one\ndata: two\n\n');
});

test('a client gets the picture at once, and one for all changes of a moment', async () => {
  const { received, response } = client();
  let picture = 'first';
  const { changed } = pictureStream(response, () => picture);
  for (picture of ['second', 'third']) changed();
  await settle();
  expect(received).toEqual(['first', 'third'].map(eventText));
});

test('a slow client gets the newest picture as soon as it can take one', async () => {
  const { received, response, state } = client();
  let picture = 1;
  const { changed } = pictureStream(response, () => String(picture));
  state.writableNeedDrain = true;
  for (picture of [2, 3, 4]) {
    changed();
    await settle();
  }
  expect(received).toEqual([eventText('1')]);
  expect(state.listenerCount('drain')).toBe(1);
  state.writableNeedDrain = false;
  state.emit('drain');
  changed();
  await settle();
  expect(received).toEqual(['1', '4', '4'].map(eventText));
});

test('a client that is gone gets nothing more', async () => {
  const { received, response, state } = client();
  const { changed } = pictureStream(response, () => 'picture');
  const { send } = eventStream(response);
  changed();
  state.destroyed = true;
  send('event');
  await settle();
  expect(received).toEqual([eventText('picture')]);
});

test('a client that needs every event and is far behind is let go', () => {
  const { received, response, state } = client();
  const { send } = eventStream(response);
  send('event');
  state.writableLength = 9 * 1024 * 1024;
  send('one too many');
  expect(received).toEqual([eventText('event')]);
  expect(state.destroyed).toBe(true);
});
