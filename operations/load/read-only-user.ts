import { createHash, randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { identifier, literal } from './sql';

/** Name and password in the clear, as the Data API reads them from the secret. */
export interface Login {
  readonly username: string;
  readonly password: string;
}

export interface UserPlace {
  readonly database: string;
  readonly schema: string;
}

const FILE = join(__dirname, 'read-only-user.sql');

/**
 * The statements that make the read-only user, or renew it, and take from it and from PUBLIC whatever is not needed to
 * select from named tables: those of operations/load/read-only-user.sql. The password is in none of them.
 */
export function userStatements(login: Login, { database, schema }: UserPlace, exists: boolean): string[] {
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

/** Redshift's form of a password that is not in the clear: statements are logged. */
const passwordHash = ({ username, password }: Login): string =>
  `md5${createHash('md5').update(`${password}${username}`).digest('hex')}`;

/** Whether an error of one of the statements means only that there is nothing to take away. */
export const isHarmless = (statement: string, message: string): boolean =>
  /^REVOKE USAGE ON LANGUAGE /.test(statement) && /language .*does not exist/i.test(message);

const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

/** 40 letters and digits, among them what Redshift wants of a password. */
export function newPassword(): string {
  const letters = Array.from({ length: 37 }, () => LETTERS[randomInt(LETTERS.length)]);
  return `${letters.join('')}aZ7`;
}

/** The login in a secret's text, as far as there is one. */
export function loginIn(text: string | undefined): Partial<Login> {
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
