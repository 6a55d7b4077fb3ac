import type { Fetch } from '../../client';
import { type Check, type Finding, failed, ok } from './check';

export interface ApiCheckOptions {
  /** Without a trailing slash. */
  readonly url: string;
  /** IAM, JWT or NONE. */
  readonly authorization: string;
  /** Sends authorized requests. */
  readonly fetch: Fetch;
}

/** Whether the API accepts authorized requests and refuses all others. */
export function apiCheck({ url, authorization, fetch: send }: ApiCheckOptions): Check {
  return {
    title: 'API',
    advice: `Is ${url} the address of the API, and can this machine resolve and reach it? A proxy may block it.`,
    async run() {
      const path = `${url}/jobs?limit=1`;
      const findings: Finding[] = [authorizedFinding(await send(path), authorization)];
      if (authorization !== 'NONE') findings.push(unauthorizedFinding(await fetch(path)));
      return findings;
    },
  };
}

function authorizedFinding({ status }: Response, authorization: string): Finding {
  if (status === 200) return ok('GET /jobs succeeds.');
  if (status === 401 || status === 403) {
    return failed(
      `GET /jobs is refused with status ${status}.`,
      authorization === 'JWT'
        ? 'Pass an unexpired token of JwtIssuer for JwtAudience: --bearer TOKEN.'
        : 'Your identity (aws sts get-caller-identity) needs execute-api:Invoke on the API.',
    );
  }
  return failed(
    `GET /jobs fails with status ${status}.`,
    'See its log: sam logs --stack-name STACK --name ReadJobsFunction.',
  );
}

const unauthorizedFinding = ({ status }: Response): Finding =>
  status === 401 || status === 403
    ? ok('A request without a signature or token is refused.')
    : failed(
        `A request without a signature or token gets status ${status}.`,
        'The API was changed outside CloudFormation: deploy the stack again.',
      );
