import { defineConfig } from 'vitest/config';
import config from '../../vitest.config.ts';

export default defineConfig({
  ...config,
  test: {
    ...config.test,
    include: ['test/machines/{conversation,main-operation,secondary-chat,tool-run}.test.ts'],
    setupFiles: ['test/mutation/stop-when-killed.ts'],
  },
});
