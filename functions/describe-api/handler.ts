import { openApi } from '../../events/http/openapi';
import type { HttpResponse } from '../shared/http/function';
import { type HttpRequest, refuseUnknownParameters } from '../shared/http/request';

const document = openApi();

/** GET /openapi.json: the OpenAPI document, whose server is the API that the request was sent to. */
export const describeApi = async (request: HttpRequest): Promise<HttpResponse> => {
  refuseUnknownParameters(request);
  return { status: 200, body: { ...document, servers: [{ url: request.linkBase }] } };
};
