const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const arrived = new Set<NodeJS.Signals>();
const note = (signal: NodeJS.Signals): void => {
  arrived.add(signal);
};
/** How many want signals held: several at once, where work follows work without a turn of the event loop. */
let holders = 0;

/** From now on signals wait. What it gives back lets them take effect again, those that came meanwhile as well. */
export const holdSignals = (): (() => Promise<void>) => {
  if (holders === 0) for (const signal of SIGNALS) process.on(signal, note);
  holders += 1;
  return async () => {
    // Signals are handed over when the event loop polls, which it does between two immediates.
    await turn();
    await turn();
    holders -= 1;
    if (holders > 0) return;
    for (const signal of SIGNALS) process.off(signal, note);
    for (const signal of arrived) process.kill(process.pid, signal);
    arrived.clear();
  };
};

/**
 * Does some short work that must not be cut in the middle. A signal that arrives meanwhile takes effect behind it,
 * as if it had come then.
 */
export const withSignalsHeld = async <T>(work: () => T): Promise<T> => {
  const release = holdSignals();
  try {
    return work();
  } finally {
    await release();
  }
};
