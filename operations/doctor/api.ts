import type { Fetch } from '../../client';
import { type Check, type Finding, failed, ok } from './check';

export interface ApiPlace {
  /** Without a slash at its end. */
  readonly url: string;
  /** IAM, JWT or NONE. */
  readonly authorization: string;
  /** Sends requests as whoever examines. */
  readonly fetch: Fetch;
}

/** Whether the API answers those who may use it, and nobody else. */
export function apiCheck({ url, authorization, fetch: send }: ApiPlace): Check {
  return {
    title: 'API',
    advice: `Is ${url} the API's address, and does it resolve and answer from here? A proxy may be in the way.`,
    async run() {
      const path = `${url}/jobs?limit=1`;
      const findings: Finding[] = [allowed(await send(path), authorization)];
      if (authorization !== 'NONE') findings.push(refused(await fetch(path)));
      return findings;
    },
  };
}

function allowed({ status }: Response, authorization: string): Finding {
  if (status === 200) return ok('GET /jobs answers.');
  if (status === 401 || status === 403) {
    return failed(
      `GET /jobs is refused with status ${status}.`,
      authorization === 'JWT'
        ? 'Give a token of JwtIssuer for JwtAudience that has not run out: --bearer TOKEN.'
        : 'Your identity needs execute-api:Invoke on the API; look at its policies with `aws sts get-caller-identity`.',
    );
  }
  return failed(
    `GET /jobs answers with status ${status}.`,
    'Look at the log: sam logs --stack-name STACK --name ReadJobsFunction.',
  );
}

const refused = ({ status }: Response): Finding =>
  status === 401 || status === 403
    ? ok('A request without a signature or token is refused.')
    : failed(
        `A request without a signature or token is answered with status ${status}.`,
        'Somebody changed the API by hand: deploy the stack again.',
      );
