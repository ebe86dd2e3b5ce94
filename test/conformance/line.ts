import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { onTestFinished } from 'vitest';

/** A line to a server that can break. */
export type Line = {
  /** The server's address, by this line. */
  url: string;
  /** From now on nothing that the server says comes through; what it is told does. */
  hold(): void;
  release(): void;
  /** Breaks all connections. New ones can be made. */
  cut(): void;
  /** Breaks all connections, and takes no new ones until `restore`. */
  close(): Promise<void>;
  restore(): Promise<void>;
};

/** Lays a line to a server, on a port of its own; it is gone when the test is over. */
export async function lineTo(address: string): Promise<Line> {
  const url = new URL(address);
  const [host, port] = [url.hostname, Number(url.port)];
  const ends = new Map<Socket, Socket>();
  let isHeld = false;

  const server = createServer((near) => {
    const far = connect(port, host);
    ends.set(near, far);
    far.on('data', (said) => near.write(said));
    near.on('data', (said) => far.write(said));
    if (isHeld) far.pause();
    for (const [end, other] of [
      [near, far],
      [far, near],
    ] as const) {
      end.on('error', () => {});
      end.on('close', () => {
        ends.delete(near);
        other.destroy();
      });
    }
  });

  async function listen(at: number) {
    server.listen(at, '127.0.0.1');
    await once(server, 'listening');
  }
  function cut() {
    for (const near of ends.keys()) near.resetAndDestroy();
  }
  async function close() {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    cut();
    await closed;
  }

  await listen(0);
  onTestFinished(close);
  const own = portOf(server.address());
  url.hostname = '127.0.0.1';
  url.port = String(own);
  return {
    url: url.href,
    hold() {
      isHeld = true;
      for (const far of ends.values()) far.pause();
    },
    release() {
      isHeld = false;
      for (const far of ends.values()) far.resume();
    },
    cut,
    close,
    restore: () => listen(own),
  };
}

/** Tries until it works, and gives the errors before that. */
export async function untilItWorks(operation: () => Promise<unknown>): Promise<string[]> {
  const errors: string[] = [];
  for (;;) {
    try {
      await operation();
      return errors;
    } catch (error) {
      errors.push(String(error));
      await nextTurn();
    }
  }
}

function portOf(address: string | { port: number } | null): number {
  return typeof address === 'object' && address ? address.port : 0;
}
