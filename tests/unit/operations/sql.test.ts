import { copyTable, createTable, grantSelect, identifier, literal } from '../../../operations/load/sql';

const hostile = ['a"; drop table users; --', 'a:b', "it's", 'back\\slash', 'naïve ☃', 'select', '', 'two\nlines'];

describe('names in SQL', () => {
  it.each(hostile)('%j stays one name', (name) => {
    const quoted = identifier(name);
    expect(quoted.startsWith('"') && quoted.endsWith('"')).toBe(true);
    // Nothing inside ends it: every quote in it is doubled.
    expect(quoted.slice(1, -1).replaceAll('""', '')).not.toContain('"');
    expect(quoted.slice(1, -1).replaceAll('""', '"')).toBe(name);
  });
});

describe('texts in SQL', () => {
  it.each(hostile)('%j stays one text', (text) => {
    const inside = literal(text).slice(1, -1);
    expect(inside.replaceAll('\\\\', '').replaceAll("''", '')).not.toMatch(/['\\]/);
    expect(inside.replaceAll('\\\\', '\\').replaceAll("''", "'")).toBe(text);
  });
});

describe('statements', () => {
  const columns = [
    { name: 'id', type: 'integer' },
    { name: 'say "hi"', type: 'character varying(256)' },
  ];

  it('make a table with its columns in order', () => {
    expect(createTable('public', 'my table', columns)).toBe(
      'CREATE TABLE "public"."my table" (\n  "id" integer,\n  "say ""hi""" character varying(256)\n)',
    );
  });

  it('copy a file with the warehouse’s own role, column by column, nothing being null', () => {
    const sql = copyTable('public', 'users', columns, 's3://bucket/load/1.csv.gz');
    expect(sql).toMatch(/^COPY "public"\."users" \("id", "say ""hi"""\) FROM 's3:\/\/bucket\/load\/1\.csv\.gz'/);
    for (const word of ['IAM_ROLE default', 'CSV GZIP', 'IGNOREHEADER 1', 'EMPTYASNULL']) expect(sql).toContain(word);
  });

  it('copy a file with a role that was named', () => {
    const role = 'arn:aws:iam::111122223333:role/load';
    const sql = copyTable('public', 'users', columns, 's3://bucket/load/1.csv.gz', role);
    expect(sql).toContain(` IAM_ROLE '${role}' FORMAT AS CSV`);
  });

  it('grant SELECT on one table', () => {
    expect(grantSelect('public', 'users', 'reader')).toBe('GRANT SELECT ON TABLE "public"."users" TO "reader"');
  });
});
