import { isHarmless, newPassword, parseLogin, userStatements } from '../../../operations/load/read-only-user';

const login = { username: 'reader', password: 'S3cret-password' };
const scope = { database: 'dev', schema: 'sales' };

describe('the statements that make the read-only user', () => {
  const statements = userStatements(login, scope, false);

  it('create it without administrator rights', () => {
    expect(statements[0]).toMatch(/^CREATE USER "reader" PASSWORD 'md5[0-9a-f]{32}' NOCREATEDB NOCREATEUSER/);
  });

  it('alter an existing user', () => {
    const [first, ...others] = userStatements(login, scope, true);
    expect(first).toMatch(/^ALTER USER "reader" PASSWORD/);
    expect(others).toEqual(statements.slice(1));
  });

  it('limit the duration of its statements', () => {
    expect(statements).toContain('ALTER USER "reader" SET statement_timeout TO 900000');
  });

  it('never contain the password, and have all values filled in', () => {
    expect(statements.join('\n')).not.toContain(login.password);
    expect(statements.join('\n')).not.toMatch(/:["']/);
  });

  it.each([
    ['temporary tables', 'REVOKE ALL ON DATABASE "dev" FROM PUBLIC'],
    ['the public schema', 'REVOKE ALL ON SCHEMA public FROM PUBLIC'],
    ['tables of the schema', 'REVOKE ALL ON ALL TABLES IN SCHEMA "sales" FROM PUBLIC'],
    ['SQL functions', 'REVOKE USAGE ON LANGUAGE sql FROM PUBLIC'],
    ['Python functions', 'REVOKE USAGE ON LANGUAGE plpythonu FROM PUBLIC'],
    ['procedures', 'REVOKE USAGE ON LANGUAGE plpgsql FROM PUBLIC'],
    ['IAM roles of the warehouse', 'REVOKE ASSUMEROLE ON ALL FROM PUBLIC FOR ALL'],
  ])('revoke %s from PUBLIC', (_, statement) => {
    expect(statements).toContain(statement);
  });

  it('grant only USAGE on the schema', () => {
    expect(statements.filter((statement) => statement.startsWith('GRANT'))).toEqual([
      'GRANT USAGE ON SCHEMA "sales" TO "reader"',
    ]);
  });

  it('do not revoke SELECT on tables loaded before', () => {
    const revoked = statements.filter((statement) => /TABLES .*FROM "reader"/.test(statement));
    expect(revoked).toHaveLength(1);
    expect(revoked[0]).toMatch(/INSERT, UPDATE, DELETE/);
    expect(revoked[0]).not.toMatch(/SELECT|ALL PRIVILEGES|REVOKE ALL/);
  });

  it('quote hostile names and passwords', () => {
    const hostile = userStatements({ username: 'a"b', password: "x'y" }, { database: 'd"', schema: 's"' }, false);
    expect(hostile[0]).toMatch(/^CREATE USER "a""b" PASSWORD 'md5/);
    expect(hostile.at(-1)).toBe('GRANT USAGE ON SCHEMA "s""" TO "a""b"');
  });
});

describe('errors of these statements', () => {
  it('are harmless when a language does not exist', () => {
    const statement = 'REVOKE USAGE ON LANGUAGE plpythonu FROM PUBLIC';
    expect(isHarmless(statement, 'ERROR: language "plpythonu" does not exist')).toBe(true);
    expect(isHarmless(statement, 'ERROR: permission denied for language plpythonu')).toBe(false);
    expect(isHarmless('REVOKE ALL ON DATABASE "x" FROM PUBLIC', 'ERROR: language does not exist')).toBe(false);
  });
});

describe('the secret', () => {
  it('may be incomplete', () => {
    expect(parseLogin(JSON.stringify(login))).toEqual(login);
    expect(parseLogin('{"username": "reader", "password": ""}')).toEqual({ username: 'reader' });
    for (const text of [undefined, '', 'no json', '[]', '7', 'null']) expect(parseLogin(text)).toEqual({});
  });

  it('gets a new random password that Redshift accepts', () => {
    const passwords = Array.from({ length: 20 }, newPassword);
    expect(new Set(passwords).size).toBe(20);
    for (const password of passwords) expect(password).toMatch(/^(?=.*[a-z])(?=.*[A-Z])(?=.*\d)[A-Za-z0-9]{40}$/);
  });
});
