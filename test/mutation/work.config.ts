import { defineConfig } from 'vitest/config';
import config from '../../vitest.config.ts';
import { QuickFirst } from './quick-first.ts';

export default defineConfig({
  ...config,
  test: {
    ...config.test,
    include: [
      'test/{conversation,durable,durations,effects,messages,model,scenes,speech,sqlite,store,telemetry,tools,wire}/**/*.test.ts',
      'test/{clear-yes,create-conversation-machine,current-run,duration-advice,event-flaw,judging,open-conversation,phrases,plain-reply}.test.ts',
    ],
    exclude: ['test/wire/random.test.ts', 'test/sqlite/{open-file,several-processes}.test.ts'],
    setupFiles: ['test/mutation/stop-when-killed.ts'],
    sequence: { sequencer: QuickFirst },
  },
});
