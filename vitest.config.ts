import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { conditions: ['meanwhile-source'] },
  ssr: { resolve: { conditions: ['meanwhile-source'] } },
  // isolate: nothing here changes what another file sees, and every file would load LangChain anew
  test: { include: ['{test,examples}/**/*.test.ts'], exclude: ['dist', 'node_modules'], isolate: false },
});
