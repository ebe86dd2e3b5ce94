import { statSync } from 'node:fs';
import { Stryker } from '@stryker-mutator/core';

/**
 * `npm run mutate`: changes the charts and the work in small ways, and sees whether a test notices.
 *
 * `npm run mutate -- src/messages machines/tool-run.ts:50-80` tries files, folders or lines alone.
 */
const parts = [
  {
    name: 'charts',
    folder: 'machines/',
    mutate: ['machines/{conversation,main-operation,secondary-chat,tool-run}.ts'],
  },
  { name: 'work', folder: 'src/', mutate: ['src/**/*.ts', '!src/**/index.ts', '!src/{inspection,testing}/**'] },
];

const wanted = process.argv.slice(2).map((path) => (isFolder(path) ? `${path.replace(/\/$/, '')}/**/*.ts` : path));

for (const { name, folder, mutate } of parts) {
  const some = wanted.filter((path) => path.startsWith(folder));
  if (wanted.length > 0 && some.length === 0) continue;
  const stryker = new Stryker({
    mutate: some.length > 0 ? some : mutate,
    testRunner: 'vitest',
    vitest: { configFile: `test/mutation/${name}.config.ts` },
    coverageAnalysis: 'perTest',
    plugins: ['@stryker-mutator/vitest-runner', './test/mutation/unread.ts'],
    ignorers: ['unread'],
    ignorePatterns: ['bench', 'dist', 'docs', 'reports'],
    tsconfigFile: 'none', // Stryker would read it with an API that TypeScript 7 does not have
    disableTypeChecks: false,
    // a chart is one literal: all that is mutated in it is there from the start, which Stryker would warn of
    timeoutMS: 60_000, // a busy machine must not pass for an endless loop
    warnings: { unknownOptions: true, preprocessorErrors: true, unserializableOptions: true, slow: false },
    reporters: [process.stdout.isTTY ? 'progress' : 'progress-append-only', 'clear-text', 'json'],
    clearTextReporter: { reportTests: false },
    jsonReporter: { fileName: `reports/mutation/${name}.json` },
    thresholds: { high: 95, low: 85, break: some.length > 0 ? null : 85 },
  });
  await stryker.runMutationTest();
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
