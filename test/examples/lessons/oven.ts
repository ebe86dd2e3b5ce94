/** An oven in which a cake takes as long as a test likes: each of its steps ends when it is told to. */
export function openOven() {
  const waiting: (() => void)[] = [];
  let allowed = 0;
  const goOn = () => {
    while (allowed > 0 && waiting.length > 0) {
      allowed -= 1;
      waiting.shift()?.();
    }
  };
  return {
    async wait(_ms: number, signal?: AbortSignal) {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      signal?.addEventListener('abort', () => reject(signal.reason));
      waiting.push(resolve);
      goOn();
      await promise;
    },
    step() {
      allowed += 1;
      goOn();
    },
  };
}
