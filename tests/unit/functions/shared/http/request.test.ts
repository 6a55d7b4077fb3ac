import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import getSample from '../../../../../events/samples/aws/httpapi-v2-get-job-jwt.json';
import base64Sample from '../../../../../events/samples/aws/httpapi-v2-post-prompt-base64-noauth.json';
import iamSample from '../../../../../events/samples/aws/httpapi-v2-post-prompt-iam.json';
import jwtSample from '../../../../../events/samples/aws/httpapi-v2-post-prompt-jwt.json';
import { jsonBody, parseRequest, refuseUnknownParameters } from '../../../../../functions/shared/http/request';
import { apiEvent, httpRequest } from './requests';

const sample = (event: object) => event as APIGatewayProxyEventV2;
const body = (text: string | Buffer) => () => jsonBody(httpRequest({ body: text }), 1_000_000, '{}');

describe('reading a request', () => {
  it('reads a body that came in base 64', () => {
    const request = parseRequest(sample(base64Sample), { authorizer: 'NONE', iamOwner: 'role' });
    expect(jsonBody(request, 1000, '{}')).toMatchObject({ webhookUrl: 'https://hooks.example.com/jobs' });
  });

  it('takes the owner from the token or the signature, or is anonymous', () => {
    expect(parseRequest(sample(jwtSample), { authorizer: 'JWT', iamOwner: 'role' }).owner).toBe('user-123');
    expect(parseRequest(sample(iamSample), { authorizer: 'IAM', iamOwner: 'role' }).owner).toBe(
      'arn:aws:sts::111122223333:assumed-role/Analyst',
    );
    expect(parseRequest(sample(base64Sample), { authorizer: 'NONE', iamOwner: 'role' }).owner).toBe('anonymous');
  });

  it('throws without the context of the configured authorizer', () => {
    expect(() => parseRequest(sample(base64Sample), { authorizer: 'IAM', iamOwner: 'role' })).toThrow('signed request');
    expect(() => parseRequest(sample(iamSample), { authorizer: 'JWT', iamOwner: 'role' })).toThrow('bearer token');
  });

  it('finds headers whatever case they have', () => {
    expect(
      parseRequest(apiEvent({ headers: { 'Idempotency-Key': 'k' } }), { authorizer: 'NONE', iamOwner: 'role' }).headers[
        'idempotency-key'
      ],
    ).toBe('k');
  });

  it('reads the parameters of the path', () => {
    expect(parseRequest(sample(getSample), { authorizer: 'JWT', iamOwner: 'role' }).params.jobId).toBe(
      '01jdab3x9y7q2k4m6n8p0r1s2t',
    );
  });

  it('refuses a query with parameters that a route does not have, by name, except for those of a signature', () => {
    const query = { limit: '1', curser: 'x', 'X-Amz-Signature': 'y' };
    expect(() => refuseUnknownParameters(httpRequest({ query }))).toThrow(
      expect.objectContaining({
        problem: expect.objectContaining({
          status: 400,
          errors: [{ field: 'curser', message: 'Unknown parameter. Allowed parameters: limit, cursor, status, text.' }],
        }),
      }),
    );
    expect(() => refuseUnknownParameters(httpRequest({ query: { limit: '1' } }))).not.toThrow();
  });

  it('refuses a body that is missing, too large, not UTF-8 or not JSON', () => {
    expect(body('')).toThrow('no body');
    expect(body(`"${'a'.repeat(1_000_000)}"`)).toThrow('the limit is 1,000,000');
    expect(body(Buffer.from([0x22, 0xff, 0x22]))).toThrow('not UTF-8');
    expect(body('{prompt: 1}')).toThrow('not JSON');
  });
});
