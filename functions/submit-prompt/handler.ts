import { type OperationOf, operationOf } from '../../events/http/routes';
import type { HttpResponse } from '../shared/http/function';
import { ProblemError } from '../shared/http/problem';
import type { HttpRequest } from '../shared/http/request';
import { type PromptPorts, submitPrompt } from './prompt';
import { type RerunPorts, rerunJob } from './rerun';

type Ports = PromptPorts & RerunPorts;
type Handler = (ports: Ports, request: HttpRequest) => Promise<HttpResponse>;

const handlers: Readonly<Record<OperationOf<'submit-prompt'>, Handler>> = { submitPrompt, rerunJob };

/** The POST routes that begin a job. */
export const beginJob =
  (ports: Ports) =>
  async (request: HttpRequest): Promise<HttpResponse> => {
    const handle = handlers[operationOf(request.route) as keyof typeof handlers];
    if (!handle) throw new ProblemError('not-found', `There is no route ${request.route}.`);
    return handle(ports, request);
  };
