import type { ConverseRequestBody } from '../../../analyst';
import { ServiceError } from '../../wire/service-error';
import type { Backend, ConverseBody } from '../backend';

/** The offline analyst in the place of a model: sees the request, and nothing else. */
export const analystBackend: Backend = {
  name: 'the offline analyst (no language model)',
  async converse(_modelId, request) {
    const { analyse } = await import('../../../analyst');
    try {
      return analyse(request as unknown as ConverseRequestBody) as unknown as ConverseBody;
    } catch (error) {
      throw new ServiceError('ValidationException', error instanceof Error ? error.message : String(error));
    }
  },
};
