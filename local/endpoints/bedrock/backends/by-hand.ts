import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { estimatedUsage } from '../../../../functions/shared/model/estimate';
import type { ModelRequest } from '../../../../functions/shared/model/port';
import { ServiceError } from '../../wire/service-error';
import type { Backend } from '../backend';
import { converseResponse, toolsOf } from '../recordings/converse-response';
import { requestText } from '../recordings/request-text';
import { checkCalls, parseResponseText } from '../recordings/response-text';
import { recordingName, writeRequest } from '../recordings/store';

/**
 * A model that is asked by hand: each request is written to a file of the folder, and its response is read from the file
 * next to it. Without one the request is refused. Tokens are estimates.
 */
export function byHandBackend(folder: string): Backend {
  return {
    name: `files in ${folder}`,
    async converse(_modelId, body) {
      const request = requestText(body);
      const name = `${recordingName(request)}-${request.digest.slice(0, 8)}`;
      writeRequest(folder, name, request);
      const file = join(folder, `${name}.response.md`);
      if (!existsSync(file)) throw new ServiceError('ValidationException', `${file} does not exist yet.`);
      const text = readFileSync(file, 'utf8');
      try {
        const calls = parseResponseText(text);
        checkCalls(calls, toolsOf(body));
        const { inputTokens = 0, outputTokens = 0 } = estimatedUsage(body as unknown as ModelRequest, text.length);
        return converseResponse({ turn: request.turn, calls, tokens: { inputTokens, outputTokens } });
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        throw new ServiceError('ValidationException', `${file}: ${reason}`);
      }
    },
  };
}
