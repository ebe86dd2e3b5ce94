import fc from 'fast-check';

// a test that times out while its counterexample is made smaller says nothing of what it has found
fc.configureGlobal({ interruptAfterTimeLimit: 50_000, markInterruptAsFailure: true });
