import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { root } from '../setup/paths';
import type { SignIn } from '../system';

export interface IssuerSetting {
  /** The page's client, which has no secret. */
  readonly clientId: string;
  /** Where the issuer leads users back to. */
  readonly pageUrl: string;
  /** Audience of access tokens → seconds that they are valid. The first one is the default. */
  readonly audiences: Readonly<Record<string, number>>;
  /** Clients that get tokens for themselves, without a user; `seconds` replaces those of the audience. */
  readonly confidentialClients?: readonly {
    readonly id: string;
    readonly secret: string;
    readonly seconds?: number;
  }[];
}

export interface LocalIssuer {
  readonly url: string;
  stop(): void;
}

/** Starts an OpenID provider on a free port of 127.0.0.1. Rejects when it ends instead. */
export async function startIssuer(setting: IssuerSetting): Promise<LocalIssuer> {
  const command = ['--import', 'tsx', join(root, 'local/issuer/index.ts'), JSON.stringify(setting)];
  const child = spawn(process.execPath, command, { cwd: root, stdio: ['pipe', 'pipe', 'pipe'] });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => {
    errors = `${errors}${chunk.toString()}`.slice(-2000);
  });
  const url = await new Promise<string>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', () => reject(new Error(`The issuer ended.\n${errors}`)));
    // The provider also prints warnings.
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line.startsWith('http://')) resolve(line);
    });
  });
  return { url, stop: () => void child.stdin.end() };
}

/** Starts the issuer for the page of a local system, whose API has this port. */
export async function startPageIssuer(
  apiPort: number,
  setting: Partial<IssuerSetting> = {},
): Promise<{ readonly signIn: SignIn; stop(): void }> {
  const audience = 'https://code-interpreter.example/api';
  const [clientId, pageUrl] = ['page', `http://127.0.0.1:${apiPort}/`];
  const { url, stop } = await startIssuer({ clientId, pageUrl, audiences: { [audience]: 900 }, ...setting });
  return { signIn: { issuer: url, audience, clientId }, stop };
}
