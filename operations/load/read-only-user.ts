import { createHash, randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { identifier, literal } from './sql';

/** The secret's content, as the Redshift Data API expects it. */
export interface Login {
  readonly username: string;
  readonly password: string;
}

export interface UserScope {
  readonly database: string;
  readonly schema: string;
}

const FILE = join(__dirname, 'read-only-user.sql');

/**
 * The statements of read-only-user.sql: they create or alter the read-only user, and revoke from it and from PUBLIC
 * everything but SELECT on granted tables. They contain the password's hash only.
 */
export function userStatements(login: Login, { database, schema }: UserScope, exists: boolean): string[] {
  const values: Readonly<Record<string, string>> = {
    user: login.username,
    password: passwordHash(login),
    database,
    schema,
  };
  const text = readFileSync(FILE, 'utf8').replace(/^--.*$/gm, '');
  return text
    .split(/;\s*$/m)
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '')
    .map((statement) => (exists ? statement.replace(/^CREATE USER/, 'ALTER USER') : statement))
    .map((statement) =>
      statement.replace(/:(['"])(\w+)\1/g, (_, quote: string, name: string) => {
        const value = values[name] ?? '';
        return quote === '"' ? identifier(value) : literal(value);
      }),
    );
}

/** Redshift accepts a hash in place of the password. Statements are logged, so the password must not be in them. */
const passwordHash = ({ username, password }: Login): string =>
  `md5${createHash('md5').update(`${password}${username}`).digest('hex')}`;

/** Whether an error only means that there is nothing to revoke. */
export const isHarmless = (statement: string, message: string): boolean =>
  /^REVOKE USAGE ON LANGUAGE /.test(statement) && /language .*does not exist/i.test(message);

const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

/** 40 letters and digits, with the lower case, upper case and digit that Redshift requires. */
export function newPassword(): string {
  const letters = Array.from({ length: 37 }, () => LETTERS[randomInt(LETTERS.length)]);
  return `${letters.join('')}aZ7`;
}

/** The user name and password in a secret's text, as far as present. */
export function parseLogin(text: string | undefined): Partial<Login> {
  try {
    const value: unknown = JSON.parse(text ?? '');
    if (typeof value !== 'object' || value === null) return {};
    const { username, password } = value as Record<string, unknown>;
    return {
      ...(typeof username === 'string' && username !== '' && { username }),
      ...(typeof password === 'string' && password !== '' && { password }),
    };
  } catch {
    return {};
  }
}
