import type { ServerResponse } from 'node:http';

/** A client of server-sent events that is shown how things stand, as often as it can take it. */
export type PictureStream = {
  /** Something has changed: the picture is sent once this turn of the event loop is over. */
  changed(): void;
};

/** Sends `picture()` now and at each change. A slow client gets fewer pictures, never old ones. */
export function pictureStream(response: ServerResponse, picture: () => string): PictureStream {
  let isDue = false;
  send();
  return { changed };

  function changed() {
    if (isDue) return;
    isDue = true;
    setImmediate(send);
  }

  function send() {
    if (response.destroyed) return;
    if (response.writableNeedDrain) {
      response.once('drain', send);
      return;
    }
    isDue = false;
    response.write(eventText(picture()));
  }
}

const MAX_WAITING_BYTES = 8 * 1024 * 1024;

/** A client that needs every event. One that can't keep up is let go: it comes back and is told all anew. */
export function eventStream(response: ServerResponse): { send(text: string): void } {
  response.flushHeaders();
  return {
    send(text) {
      if (response.destroyed) return;
      if (response.writableLength > MAX_WAITING_BYTES) response.destroy();
      else response.write(eventText(text));
    },
  };
}

/** An event as it goes over the wire; after a break the client comes back within a second. */
export function eventText(data: string): string {
  return `retry: 1000\n${data
    .split('\n')
    .map((line) => `data: ${line}\n`)
    .join('')}\n`;
}
