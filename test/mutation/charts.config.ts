import { defineConfig } from 'vitest/config';
import config from '../../vitest.config.ts';

export default defineConfig({
  ...config,
  test: {
    ...config.test,
    include: ['test/machines/*.test.ts'],
    exclude: ['test/machines/{chart-lint,drawings}.test.ts'],
    setupFiles: ['test/mutation/stop-when-killed.ts'],
  },
});
