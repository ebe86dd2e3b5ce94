import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The tests of single functions first, whole conversations last: most mutants are killed by the former. */
export class QuickFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return files.toSorted((one, other) => rankOf(one) - rankOf(other));
  }
}

function rankOf({ moduleId }: TestSpecification): number {
  return ['scenes', 'wire'].findIndex((folder) => moduleId.includes(`/test/${folder}/`));
}
