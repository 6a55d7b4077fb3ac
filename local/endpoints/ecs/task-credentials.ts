import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { AssumeRoleCommand, type STSClient } from '@aws-sdk/client-sts';

interface Holder {
  readonly roleArn: string;
  readonly token: string;
  /** What is handed out until shortly before it ends. */
  current?: { readonly body: string; readonly until: number };
}

export interface TaskCredentials {
  /** Environment with which the SDK in a task finds its role's credentials, as on ECS. */
  environmentOf(taskId: string, roleArn: string, url: string): Record<string, string>;
  forget(taskId: string): void;
  /** Answers `GET /credentials/<taskId>`; says whether the request was one of these. */
  answer(request: IncomingMessage, response: ServerResponse): boolean;
}

const PATH = /^\/credentials\/([0-9a-f]{32})$/;
/** Seconds before their end at which new ones are given. */
const EARLY = 300;

/** Short-lived credentials of a task's role, from STS, renewed as long as the task lives. */
export function taskCredentials(sts: STSClient): TaskCredentials {
  const holders = new Map<string, Holder>();

  async function bodyOf(taskId: string, leaseToken: Holder): Promise<string> {
    if (leaseToken.current && leaseToken.current.until > Date.now()) return leaseToken.current.body;
    const request = { RoleArn: leaseToken.roleArn, RoleSessionName: taskId, DurationSeconds: 3600 };
    const { Credentials: given } = await sts.send(new AssumeRoleCommand(request));
    const expires = given?.Expiration ?? new Date();
    const body = JSON.stringify({
      RoleArn: leaseToken.roleArn,
      AccessKeyId: given?.AccessKeyId,
      SecretAccessKey: given?.SecretAccessKey,
      Token: given?.SessionToken,
      Expiration: expires.toISOString(),
    });
    leaseToken.current = { body, until: expires.getTime() - EARLY * 1000 };
    return body;
  }

  return {
    environmentOf(taskId, roleArn, url) {
      const token = randomBytes(24).toString('base64url');
      holders.set(taskId, { roleArn, token });
      return {
        AWS_CONTAINER_CREDENTIALS_FULL_URI: `${url}/credentials/${taskId}`,
        AWS_CONTAINER_AUTHORIZATION_TOKEN: token,
      };
    },
    forget: (taskId) => void holders.delete(taskId),
    answer(request, response) {
      const [, taskId] = PATH.exec(request.url ?? '') ?? [];
      if (!taskId) return false;
      const leaseToken = holders.get(taskId);
      const send = (status: number, body: string) => {
        response.writeHead(status, { 'content-type': 'application/json' });
        response.end(body);
      };
      if (!leaseToken || request.headers.authorization !== leaseToken.token) send(403, '{"message":"forbidden"}');
      else
        bodyOf(taskId, leaseToken).then(
          (body) => send(200, body),
          (error) => send(500, JSON.stringify({ message: String(error) })),
        );
      return true;
    },
  };
}
