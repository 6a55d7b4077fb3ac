import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { AssumeRoleCommand, type STSClient } from '@aws-sdk/client-sts';

interface Session {
  readonly roleArn: string;
  readonly token: string;
  /** Cached response, used until shortly before the credentials expire. */
  current?: { readonly body: string; readonly until: number };
}

export interface TaskCredentials {
  /** Variables with which the SDK in a task finds the credentials of its role, as on ECS. */
  environmentOf(taskId: string, roleArn: string, url: string): Record<string, string>;
  forget(taskId: string): void;
  /** Handles `GET /credentials/<taskId>`; returns false for all other requests. */
  handle(request: IncomingMessage, response: ServerResponse): boolean;
}

const PATH = /^\/credentials\/([0-9a-f]{32})$/;
/** Seconds before expiry at which credentials are renewed. */
const RENEW_EARLY = 300;

/** Serves temporary credentials of task roles from STS and renews them while the task runs. */
export function taskCredentials(sts: STSClient): TaskCredentials {
  const sessions = new Map<string, Session>();

  async function bodyOf(taskId: string, session: Session): Promise<string> {
    if (session.current && session.current.until > Date.now()) return session.current.body;
    const request = { RoleArn: session.roleArn, RoleSessionName: taskId, DurationSeconds: 3600 };
    const { Credentials } = await sts.send(new AssumeRoleCommand(request));
    const expires = Credentials?.Expiration ?? new Date();
    const body = JSON.stringify({
      RoleArn: session.roleArn,
      AccessKeyId: Credentials?.AccessKeyId,
      SecretAccessKey: Credentials?.SecretAccessKey,
      Token: Credentials?.SessionToken,
      Expiration: expires.toISOString(),
    });
    session.current = { body, until: expires.getTime() - RENEW_EARLY * 1000 };
    return body;
  }

  return {
    environmentOf(taskId, roleArn, url) {
      const token = randomBytes(24).toString('base64url');
      sessions.set(taskId, { roleArn, token });
      return {
        AWS_CONTAINER_CREDENTIALS_FULL_URI: `${url}/credentials/${taskId}`,
        AWS_CONTAINER_AUTHORIZATION_TOKEN: token,
      };
    },
    forget: (taskId) => void sessions.delete(taskId),
    handle(request, response) {
      const [, taskId] = PATH.exec(request.url ?? '') ?? [];
      if (!taskId) return false;
      const session = sessions.get(taskId);
      const send = (status: number, body: string) => {
        response.writeHead(status, { 'content-type': 'application/json' });
        response.end(body);
      };
      if (!session || request.headers.authorization !== session.token) send(403, '{"message":"forbidden"}');
      else
        bodyOf(taskId, session).then(
          (body) => send(200, body),
          (error) => send(500, JSON.stringify({ message: String(error) })),
        );
      return true;
    },
  };
}
