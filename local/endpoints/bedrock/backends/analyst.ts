import { createHash } from 'node:crypto';
import type { ConverseRequestBody, ConverseResponseBody } from '../../../analyst';
import { ServiceError } from '../../wire/service-error';
import type { Backend, ConverseBody } from '../backend';

function programOf({ output }: ConverseResponseBody): string | undefined {
  const input = output?.message?.content?.find((block) => block.toolUse)?.toolUse?.input as { program?: string };
  return input?.program;
}

/** The offline analyst in the place of a model: sees the request, and nothing else. It knows what it has written. */
export function analystBackend(): Backend {
  const written = new Set<string>();
  return {
    name: 'the offline analyst (no language model)',
    async converse(_modelId, request) {
      const { analyse } = await import('../../../analyst');
      try {
        const response = analyse(request as unknown as ConverseRequestBody);
        const program = programOf(response);
        if (program !== undefined) written.add(createHash('sha256').update(program).digest('hex'));
        return response as unknown as ConverseBody;
      } catch (error) {
        throw new ServiceError('ValidationException', error instanceof Error ? error.message : String(error));
      }
    },
    wrote: (sha256) => written.has(sha256),
  };
}
