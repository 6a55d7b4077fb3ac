import { isHarmless, loginIn, newPassword, userStatements } from '../../../operations/load/read-only-user';

const login = { username: 'reader', password: 'S3cret-password' };
const place = { database: 'dev', schema: 'sales' };

describe('the statements that make the read-only user', () => {
  const statements = userStatements(login, place, false);

  it('make it without any right of an administrator', () => {
    expect(statements[0]).toMatch(/^CREATE USER "reader" PASSWORD 'md5[0-9a-f]{32}' NOCREATEDB NOCREATEUSER/);
  });

  it('alter a user that is there', () => {
    const [first, ...others] = userStatements(login, place, true);
    expect(first).toMatch(/^ALTER USER "reader" PASSWORD/);
    expect(others).toEqual(statements.slice(1));
  });

  it('never hold the password itself, and every value is filled in', () => {
    expect(statements.join('\n')).not.toContain(login.password);
    expect(statements.join('\n')).not.toMatch(/:["']/);
  });

  it.each([
    ['temporary tables', 'REVOKE ALL ON DATABASE "dev" FROM PUBLIC'],
    ['the schema that all may create in', 'REVOKE ALL ON SCHEMA public FROM PUBLIC'],
    ['tables of the schema', 'REVOKE ALL ON ALL TABLES IN SCHEMA "sales" FROM PUBLIC'],
    ['functions of one’s own in SQL', 'REVOKE USAGE ON LANGUAGE sql FROM PUBLIC'],
    ['functions of one’s own in Python', 'REVOKE USAGE ON LANGUAGE plpythonu FROM PUBLIC'],
    ['procedures of one’s own', 'REVOKE USAGE ON LANGUAGE plpgsql FROM PUBLIC'],
    ['the warehouse’s roles', 'REVOKE ASSUMEROLE ON ALL FROM PUBLIC FOR ALL'],
  ])('take from PUBLIC %s', (_, statement) => {
    expect(statements).toContain(statement);
  });

  it('grant one thing: to see the schema', () => {
    expect(statements.filter((statement) => statement.startsWith('GRANT'))).toEqual([
      'GRANT USAGE ON SCHEMA "sales" TO "reader"',
    ]);
  });

  it('do not take the right to select from tables that were loaded before', () => {
    const taken = statements.filter((statement) => /TABLES .*FROM "reader"/.test(statement));
    expect(taken).toHaveLength(1);
    expect(taken[0]).toMatch(/INSERT, UPDATE, DELETE/);
    expect(taken[0]).not.toMatch(/SELECT|ALL PRIVILEGES|REVOKE ALL/);
  });

  it('keep hostile names and passwords in their quotes', () => {
    const hostile = userStatements({ username: 'a"b', password: "x'y" }, { database: 'd"', schema: 's"' }, false);
    expect(hostile[0]).toMatch(/^CREATE USER "a""b" PASSWORD 'md5/);
    expect(hostile.at(-1)).toBe('GRANT USAGE ON SCHEMA "s""" TO "a""b"');
  });
});

describe('errors of these statements', () => {
  it('mean nothing when a language that is taken away is not there', () => {
    const statement = 'REVOKE USAGE ON LANGUAGE plpythonu FROM PUBLIC';
    expect(isHarmless(statement, 'ERROR: language "plpythonu" does not exist')).toBe(true);
    expect(isHarmless(statement, 'ERROR: permission denied for language plpythonu')).toBe(false);
    expect(isHarmless('REVOKE ALL ON DATABASE "x" FROM PUBLIC', 'ERROR: language does not exist')).toBe(false);
  });
});

describe('the secret', () => {
  it('is read as far as it is filled', () => {
    expect(loginIn(JSON.stringify(login))).toEqual(login);
    expect(loginIn('{"username": "reader", "password": ""}')).toEqual({ username: 'reader' });
    for (const text of [undefined, '', 'no json', '[]', '7', 'null']) expect(loginIn(text)).toEqual({});
  });

  it('gets a password that Redshift accepts, each time another one', () => {
    const passwords = Array.from({ length: 20 }, newPassword);
    expect(new Set(passwords).size).toBe(20);
    for (const password of passwords) expect(password).toMatch(/^(?=.*[a-z])(?=.*[A-Z])(?=.*\d)[A-Za-z0-9]{40}$/);
  });
});
