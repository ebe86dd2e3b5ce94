/** Does something after so many milliseconds, unless what it returns is called before. */
export type Later = (act: () => void, ms: number) => () => void;

/** In real time; what is still to come does not keep the process alive. */
export const later: Later = (act, ms) => {
  const timer = setTimeout(act, ms).unref();
  return () => clearTimeout(timer);
};
