import fc from 'fast-check';
import { beforeEach } from 'vitest';

// a test that times out while its counterexample is made smaller says nothing of what it has found
beforeEach(({ task }) => {
  fc.configureGlobal({ interruptAfterTimeLimit: task.timeout * 0.8, markInterruptAsFailure: true });
});
