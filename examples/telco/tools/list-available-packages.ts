import { tool } from '@langchain/core/tools';
import { readOnly, traits } from 'meanwhile';
import { z } from 'zod';
import type { Operator } from '../operator/operator.ts';

/** All plans on sale; open to everybody. */
export function listAvailablePackagesTool({ operator }: { operator: Operator }) {
  return tool(async () => operator.listPackages(), {
    name: 'list_available_packages_tool',
    description: 'List all plans on sale with fee in EUR a month, data, minutes, SMS, 5G and roaming.',
    schema: z.object({}),
    metadata: traits(readOnly()),
  });
}
