import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Where processes are waited for, or much is explored: seconds each. */
const LONG =
  /\/(examples\/lessons\/lessons|paths\/paths|explore\/any-order|examples\/terminal\/(outlives|main)|testing\/explore|examples\/telco\/hostile-model|conformance\/conformance|torture\/torture)\.test\.ts$/;

const { sort: asVitestDoes } = BaseSequencer.prototype;

/**
 * Begins with the files that take long, so that no worker is left alone with one of them while the others are done.
 *
 * Vitest goes by how long each took the last time, which nobody knows in a fresh clone, and by their size there.
 */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const inTurn = await asVitestDoes.call(this, files);
    const isLong = ({ moduleId }: TestSpecification) => LONG.test(moduleId);
    return [...inTurn.filter(isLong), ...inTurn.filter((file) => !isLong(file))];
  }
}
