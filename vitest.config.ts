import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/kit/longest-first.ts';

export default defineConfig({
  resolve: { conditions: ['meanwhile-source'] },
  ssr: { resolve: { conditions: ['meanwhile-source'] } },
  test: {
    include: ['{test,examples}/**/*.test.ts'],
    exclude: ['dist', 'node_modules'],
    // nothing here changes what another file sees, and every file would load LangChain anew
    isolate: false,
    // one for each core: what only reports does not need a core of its own
    maxWorkers: '100%',
    sequence: { sequencer: LongestFirst },
    // those that run beside each other start processes, which mostly wait
    maxConcurrency: 8,
    // explorations make much that is soon forgotten, and it is copied less often where there is room for it
    execArgv: ['--max-semi-space-size=128'],
    // each process that a test starts loads LangChain, and need not compile it each time
    env: { NODE_COMPILE_CACHE: resolve('node_modules/.cache/compiled') },
    // it ends what hangs; how long the rest takes is told by how busy the machine is
    setupFiles: ['test/kit/counterexamples.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
