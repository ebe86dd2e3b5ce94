import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { conditions: ['meanwhile-source'] },
  ssr: { resolve: { conditions: ['meanwhile-source'] } },
  test: { include: ['test/**/*.test.ts'], exclude: ['dist', 'node_modules'] },
});
