import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { loadData, requireTables } from '../../../local/endpoints/redshift-data/load';
import { pythonOf } from '../../../local/setup/paths';
import { openTestWarehouse, type TestWarehouse } from './warehouse';

jest.setTimeout(300_000);

interface Case {
  /** The name of the test, and of the file. */
  readonly name: string;
  readonly content: string | Buffer;
  /** Default: .csv. */
  readonly ending?: string;
  /** Columns, as `name type`, in the order of the file. */
  readonly columns: string;
  /** The rows in the order of the first column; not checked if undefined. */
  readonly rows?: readonly string[];
  /** A pattern of the notes; undefined where there must be none. */
  readonly notes?: RegExp;
}

const utf16be = (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16();
const numbers = (count: number, line: (n: number) => string) =>
  Array.from({ length: count }, (_, n) => line(n)).join('');

const CASES: readonly Case[] = [
  // ---- encodings
  {
    name: 'UTF-16 big endian',
    content: utf16be('id,city\n1,Bonn\n2,Ulm\n'),
    columns: 'id integer, city text',
    rows: ['1,"Bonn"', '2,"Ulm"'],
  },
  {
    name: 'UTF-16 with an emoji',
    content: Buffer.from('\ufeffid,city\n1,🚀\n', 'utf16le'),
    columns: 'id integer, city text',
    rows: ['1,"🚀"'],
  },
  {
    name: 'UTF-16 without a mark',
    content: Buffer.from('id,city\n1,Köln\n', 'utf16le'),
    columns: 'id integer, city text',
    rows: ['1,"Köln"'],
    notes: /UTF-16-LE/,
  },
  {
    name: 'UTF-16 big endian without a mark',
    content: Buffer.from('id,city\n1,Köln\n', 'utf16le').swap16(),
    columns: 'id integer, city text',
    rows: ['1,"Köln"'],
    notes: /UTF-16-BE/,
  },
  {
    name: 'UTF-16 without a mark, of Japanese',
    content: Buffer.from('名前,値\n大阪,2\n', 'utf16le'),
    columns: '名前 text, 値 integer',
    rows: ['"大阪",2'],
    notes: /UTF-16-LE/,
  },
  {
    name: 'UTF-16 big endian without a mark, of Russian',
    content: Buffer.from('город,число\nМосква,1\nТверь,2\n', 'utf16le').swap16(),
    columns: 'город text, число integer',
    rows: ['"Москва",1', '"Тверь",2'],
    notes: /UTF-16-BE/,
  },
  {
    name: 'Windows-1252',
    content: Buffer.from('id,note\n1,\x93smart\x94 \x80\n2,it\x92s\n', 'latin1'),
    columns: 'id integer, note text',
    rows: ['1,"“smart” €"', '2,"it’s"'],
    notes: /4 bytes read as Windows-1252/,
  },
  {
    name: 'a byte of Latin-1 after 256 KB',
    content: Buffer.concat([
      Buffer.from(`id,city\n${numbers(20_000, (n) => `${n},Berlin city number ${n}\n`)}`),
      Buffer.from('20000,M\xfcnchen\n', 'latin1'),
    ]),
    columns: 'id integer, city text',
    notes: /1 byte read as Windows-1252/,
  },
  {
    name: 'a bad byte among UTF-8',
    content: Buffer.concat([Buffer.from('id,city\n1,Köln\n2,'), Buffer.from('M\xfcnchen\n', 'latin1')]),
    columns: 'id integer, city text',
    rows: ['1,"Köln"', '2,"München"'],
    notes: /1 byte/,
  },
  {
    name: 'Cyrillic of Windows-1251',
    content: Buffer.from('id,city\n1,\xcc\xee\xf1\xea\xe2\xe0\n', 'latin1'),
    columns: 'id integer, city text',
    notes: /letters are probably wrong, because the file has another encoding: save it as UTF-8/,
  },
  {
    name: 'Chinese of Big5',
    content: Buffer.from('id,city\n1,\xbb\xfa\xa5_\n2,\xb0\xaa\xb6\xaf\n', 'latin1'),
    columns: 'id integer, city text',
    notes: /letters are probably wrong/,
  },
  {
    name: 'accents of Latin-1',
    content: Buffer.from('id,city\n1,M\xfcnchen\n2,M\xe1laga\n3,\xc5rhus\n', 'latin1'),
    columns: 'id integer, city text',
    rows: ['1,"München"', '2,"Málaga"', '3,"Århus"'],
    notes: /3 bytes read as Windows-1252 .*; if letters are wrong, the file has another encoding/,
  },
  { name: 'a NUL character', content: 'id,s\n1,a\0b\n', columns: 'id integer, s text', rows: ['1,"ab"'], notes: /NUL/ },
  {
    name: 'a small file whose end is filled with NUL',
    content: `id,s\n1,a\n${'\0'.repeat(4096)}`,
    columns: 'id integer, s text',
    rows: ['1,"a"'],
    notes: /4,096 NUL characters left out/,
  },

  // ---- lines and separators
  { name: 'carriage returns', content: 'id,n\r1,2\r3,4\r', columns: 'id integer, n integer', rows: ['1,2', '3,4'] },
  {
    name: 'mixed line ends',
    content: 'id,n\n1,2\n3,4\r\n5,6\n',
    columns: 'id integer, n integer',
    rows: ['1,2', '3,4', '5,6'],
  },
  { name: 'three blank lines', content: '\n\n\nid,n\n1,2\n', columns: 'id integer, n integer', rows: ['1,2'] },
  { name: 'one blank line', content: '\nid,n\n1,2\n3,4\n', columns: 'id integer, n integer', rows: ['1,2', '3,4'] },
  {
    name: 'a comment line',
    content: '# source: x\nid,n\n1,2\n',
    columns: 'id integer, n integer',
    rows: ['1,2'],
    notes: /1 line above the table left out: "# source: x"/,
  },
  { name: 'sep=;', content: 'sep=;\nid;n\n1;2\n3;4\n', columns: 'id integer, n integer', rows: ['1,2', '3,4'] },
  { name: 'sep=~', content: 'sep=~\r\nid~n\r\n1~2\r\n', columns: 'id integer, n integer', rows: ['1,2'] },
  {
    name: 'titles above and sources below',
    content:
      'Sales 2024\nprinted, by Ann, today\n\nregion,q1,q2,q3,q4\nnorth,1,2,3,4\nsouth,5,6,7,8\n\nSource: x, y\n* preliminary\n',
    columns: 'region text, q1 integer, q2 integer, q3 integer, q4 integer',
    rows: ['"north",1,2,3,4', '"south",5,6,7,8'],
    notes: /2 lines above .*2 lines below/s,
  },
  {
    name: 'a footnote',
    content: 'region,amount\nnorth,10\nsouth,20\n\nSource: ministry\n',
    columns: 'region text, amount integer',
    rows: ['"north",10', '"south",20'],
    notes: /1 line below the table left out: "Source: ministry"/,
  },
  {
    name: 'names and values above the table, padded with separators',
    content:
      'Konto:;DE89 3704;;\nZeitraum:;01.01.2024 - 31.01.2024;;\n\nTag;Zweck;Betrag;Saldo\n02.01.2024;Miete;-850,00;1.234,56\n15.01.2024;Gehalt;2.500,00;3.734,56\n',
    columns: 'tag date, zweck text, betrag double, saldo double',
    rows: ['"2024-01-02","Miete",-850.0,1234.56', '"2024-01-15","Gehalt",2500.0,3734.56'],
    notes: /2 lines above the table left out: "Konto: DE89 3704"/,
  },
  {
    name: 'a name and a value above the table',
    content: 'Account,Checking\nDay,Text,Amount\n2024-01-05,Coffee,4.5\n2024-01-17,Pay,1200\n',
    columns: 'day date, text text, amount double',
    notes: /1 line above the table left out: "Account Checking"/,
  },
  {
    name: 'a rule below the header',
    content: 'id,name\n--,----\n1,Ann\n2,Bob\n\n(2 rows affected)\n',
    columns: 'id integer, name text',
    rows: ['1,"Ann"', '2,"Bob"'],
    notes: /1 line below the table left out/,
  },
  {
    name: 'aligned columns',
    content: ' id | name  | n\n----+-------+---\n  1 | Ann   | 5\n  2 | Bob X | 6\n',
    columns: 'id integer, name text, n integer',
    rows: ['1,"Ann",5', '2,"Bob X",6'],
    notes: /fewer than 3 fields|^$/,
  },
  {
    name: 'a table of psql',
    ending: '.txt',
    content: ' id | name |  n   \n----+------+------\n  1 | Ann  | 3.50\n  2 |      |     \n(2 rows)\n\n',
    columns: 'id integer, name text, n double',
    rows: ['1,"Ann",3.5', '2,,'],
    notes: /^1 line below the table left out: "\(2 rows\)"$/,
  },
  {
    name: 'a table of MySQL',
    ending: '.txt',
    content:
      '+----+------+\n| id | name |\n+----+------+\n|  1 | Ann  |\n|  2 | NULL |\n+----+------+\n2 rows in set\n',
    columns: 'id integer, name text',
    rows: ['1,"Ann"', '2,"NULL"'],
    notes: /1 line below the table left out: "2 rows in set"/,
  },
  {
    name: 'a column of text with commas',
    content: 'name\nAnn\nBob, the second\nCy\n',
    columns: 'name text',
    rows: ['"Ann"', '"Bob, the second"', '"Cy"'],
  },
  {
    name: 'a footnote with a separator',
    content: 'a,b,c\n1,2,3\n4,5,6\nNote: preliminary, subject to change\n',
    columns: 'a integer, b integer, c integer',
    rows: ['1,2,3', '4,5,6'],
    notes: /1 line below the table left out/,
  },
  {
    name: 'a footnote after a blank line, padded with separators',
    content: 'region,amount,note\nnorth,10,\nsouth,20,\n\nPrinted in May,,\n',
    columns: 'region text, amount integer, note text',
    rows: ['"north",10,', '"south",20,'],
    notes: /1 line below the table left out/,
  },
  {
    name: 'a total that is the sum',
    content: 'region,amount\nnorth,10\nsouth,20\nTotal,30\n',
    columns: 'region text, amount integer',
    rows: ['"north",10', '"south",20'],
    notes: /has the sums of the rows above and is left out/,
  },
  {
    name: 'a total in a column of ids',
    content: 'id;betrag\n1;1.234,50\n2;2,50\nSumme;1.237,00\n',
    columns: 'id integer, betrag double',
    rows: ['1,1234.5', '2,2.5'],
    notes: /left out/,
  },
  {
    name: 'no total in a table whose lines begin with separators',
    content: '| id | name |\n|----|------|\n| 1 | Ann |\n| 2 | Bob |\n| 3 | Cid |\n',
    columns: 'id integer, name text',
    rows: ['1,"Ann"', '2,"Bob"', '3,"Cid"'],
  },
  {
    name: 'numbers of columns above text',
    content: '0,1,2\nAnn,Rome,7\nBob,Oslo,8\n',
    columns: '0 text, 1 text, 2 integer',
    rows: ['"Ann","Rome",7', '"Bob","Oslo",8'],
    notes: /the first row is the header, although it has numbers/,
  },
  {
    name: 'numbers of columns next to names of rows',
    content: ',0,1\n0,1.5,2.5\n1,3.5,4.5\n',
    columns: 'column1 integer, 0 double, 1 double',
    rows: ['0,1.5,2.5', '1,3.5,4.5'],
    notes: /the first row is the header, although it has numbers/,
  },
  {
    name: 'numbers above text alone',
    content: '10,20\nred,small\nblue,large\n',
    columns: '10 text, 20 text',
    rows: ['"blue","large"', '"red","small"'],
    notes: /the first row is the header, although it has numbers/,
  },
  {
    name: 'a first row of data with a number above codes',
    content: '12,Ann\nA7,Bob\nB9,Cid\n',
    columns: 'column1 text, column2 text',
    rows: ['"12","Ann"', '"A7","Bob"', '"B9","Cid"'],
    notes: /no header found/,
  },
  {
    name: 'a total that is not the sum',
    content: 'region,amount\nnorth,10\nsouth,20\nTotal,99\n',
    columns: 'region text, amount integer',
    rows: ['"Total",99', '"north",10', '"south",20'],
    notes: /1 row named as totals/,
  },

  // ---- headers
  {
    name: 'years in the header',
    content: 'country,1990,2000,2010\nDE,79.1,82.2,81.3\nFR,58.1,60.2,64.3\n',
    columns: 'country text, 1990 double, 2000 double, 2010 double',
    rows: ['"DE",79.1,82.2,81.3', '"FR",58.1,60.2,64.3'],
    notes: /the first row is the header, although it has numbers/,
  },
  {
    name: 'dates in the header',
    content: 'sku,2024-01-01,2024-02-01\nA,1,2\nB,3,4\n',
    columns: 'sku text, 2024-01-01 integer, 2024-02-01 integer',
    notes: /although it has numbers or dates/,
  },
  {
    name: 'numbers of questions in the header',
    content: 'id,1,2,3\n7,5,3,2\n8,4,4,1\n',
    columns: 'id integer, 1 integer, 2 integer, 3 integer',
    notes: /although/,
  },
  {
    name: 'percentages in the header',
    content: 'k,10%,50%\nA,0.5,0.7\nB,0.6,0.8\n',
    columns: 'k text, 10% double, 50% double',
    notes: /although it has numbers/,
  },
  {
    name: 'a repeated header with a mark',
    content: 'id,n\n1,2\n\ufeffid,n\n3,4\n',
    columns: 'id integer, n integer',
    rows: ['1,2', '3,4'],
    notes: /the header occurs 1 more times/,
  },
  {
    name: 'data with years and no header',
    content: 'Mozart,1756,1791\nBach,1685,1750\nHaydn,1732,1809\n',
    columns: 'column1 text, column2 integer, column3 integer',
    notes: /no header found/,
  },
  {
    name: 'text without a header',
    content: 'm,yes\nf,no\nm,no\nf,yes\nm,yes\n',
    columns: 'column1 text, column2 text',
    notes: /no header found/,
  },
  {
    name: 'a header that is repeated',
    content: 'id,n\n1,2\nid,n\n3,4\n',
    columns: 'id integer, n integer',
    rows: ['1,2', '3,4'],
    notes: /the header occurs 1 more times/,
  },
  {
    name: 'a row of units',
    content: 'name,weight,height\n,kg,cm\na,5,6\nb,7,8\n',
    columns: 'name text, weight kg integer, height cm integer',
    notes: /2 header rows joined/,
  },
  {
    name: 'a header in groups',
    content: ',2023,,2024,\nregion,q1,q2,q1,q2\nnorth,1,2,3,4\nsouth,5,6,7,8\n',
    columns: 'region text, 2023 q1 integer, 2023 q2 integer, 2024 q1 integer, 2024 q2 integer',
    notes: /2 header rows joined/,
  },
  {
    name: 'row names of R',
    content: '"a","b"\n"x",5,6\n"y",7,8\n',
    columns: 'column1 text, a integer, b integer',
    notes: /names start at the second column/,
  },
  {
    name: 'separators at the ends',
    content: 'a,b\n1,2,\n3,4,\n',
    columns: 'a integer, b integer',
    rows: ['1,2', '3,4'],
  },
  {
    name: 'equal and empty names',
    content: 'a,a,,A\n1,2,3,4\n',
    columns: 'a integer, a_2 integer, column3 integer, a_3 integer',
    notes: /more than once.*columns without a name/s,
  },
  {
    name: 'a header over 256 KB',
    content: `${Array.from({ length: 3000 }, (_, n) => `a_rather_long_name_of_question_${n}_${'x'.repeat(70)}`).join()}\n${Array(3000).fill('1').join()}\n`,
    columns: '',
  },

  // ---- records
  {
    name: 'a short row',
    content: 'a,b,c\n1,2,3\n4,5\n6,7,8\n',
    columns: 'a integer, b integer, c integer',
    rows: ['1,2,3', '4,5,', '6,7,8'],
    notes: /1 row with fewer than 3 fields, the first is record 3/,
  },
  {
    name: 'a long row',
    content: 'a,b\n1,2\n3,4,5\n6,7\n',
    columns: 'a integer, b integer, column3 integer',
    rows: ['1,2,', '3,4,5', '6,7,'],
    notes: /1 row with more than 2 fields/,
  },
  {
    name: 'backslashes before quotes',
    content: 'id,s,n\n1,"a \\" b",5\n2,c,6\n',
    columns: 'id integer, s text, n integer',
    rows: ['1,"a "" b",5', '2,"c",6'],
  },
  {
    name: 'a quote that is not closed',
    content: 'id,s\n1,"abc\n2,def\n3,ghi\n',
    columns: 'id integer, s text',
    rows: ['1,"""abc"', '2,"def"', '3,"ghi"'],
    notes: /quotes are not balanced/,
  },
  {
    name: 'spaces before quotes',
    content: 'id, s, n\n1, "a, b", 2\n2, c, 3\n',
    columns: 'id integer, s text, n integer',
    rows: ['1,"a, b",2', '2,"c",3'],
  },

  // ---- numbers
  {
    name: 'thousands',
    content: 'id,amount\n1,"1,234"\n2,"12,345.50"\n3,999\n',
    columns: 'id integer, amount double',
    rows: ['1,1234.0', '2,12345.5', '3,999.0'],
    notes: /amount: commas read as thousands separators/,
  },
  {
    name: 'thousands of Germany',
    content: 'artikel;menge;preis\na;1.234;2,50\nb;12.000;3,75\n',
    columns: 'artikel text, menge double, preis double',
    rows: ['"a",1234.0,2.5', '"b",12000.0,3.75'],
    notes: /menge: .*the other columns of the file decided/s,
  },
  {
    name: 'thousands or decimals',
    content: 'k;a\nx;1.234\ny;12.000\n',
    columns: 'k text, a double',
    rows: ['"x",1.234', '"y",12.0'],
    notes: /could also be read with a decimal comma/,
  },
  {
    name: 'thousands of France, Switzerland and India',
    content: "k;fr;ch;in\nx;1\u202f234,50;1\u2019234;1,23,456.5\ny;12 000;12'000.50;12,34,567\n",
    columns: 'k text, fr double, ch double, in double',
    rows: ['"x",1234.5,1234.0,123456.5', '"y",12000.0,12000.5,1234567.0'],
    notes: /spaces read as .*apostrophes read as .*commas read as/s,
  },
  {
    name: 'percent and dollars',
    content: 'id,p,d\n1,12%,$5.00\n2,7.5%,"$1,200.00"\n',
    columns: 'id integer, p double, d double',
    rows: ['1,12.0,5.0', '2,7.5,1200.0'],
    notes: /p: percent.*d: in \$/s,
  },
  {
    name: 'signs and currencies',
    content: 'a,b,c,d,e,k\n(100),100-,+5,5 €,USD 5,x\n50,20,-3,7 €,USD 7,y\n',
    columns: 'a bigint, b bigint, c integer, d bigint, e bigint, k text',
    rows: ['-100,-100,5,5,5,"x"', '50,20,-3,7,7,"y"'],
    notes: /parentheses read as negative.*in €.*in USD/s,
  },
  {
    name: 'mixed units',
    content: 'id,a,b\n1,$5,5%\n2,€6,0.5\n',
    columns: 'id integer, a text, b text',
    notes: /a: numbers of different units.*b: numbers of different units/s,
  },
  {
    name: 'percent and one value without it',
    content: `k,v\n0,0%\n${numbers(20, (n) => `${n + 1},${n + 1}%\n`)}21,5\n`,
    columns: 'k integer, v text',
    notes: /numbers of different units/,
  },
  {
    name: 'errors of spreadsheets in other languages',
    content: 'k;a;b;c\nx;#NV;#¡VALOR!;:\ny;1;2;3\n',
    columns: 'k text, a integer, b integer, c integer',
    rows: ['"x",,,', '"y",1,2,3'],
  },
  {
    name: 'long ids with decimals',
    content: 'id,v\n12345678901234567.5,1\n12345678901234568.5,2\n',
    columns: 'id text, v integer',
    notes: /more than 15 digits/,
  },
  {
    name: 'characters without a width',
    content: 'id,n\n1,\u200b5\n2,6\n\x1a',
    columns: 'id integer, n integer',
    rows: ['1,5', '2,6'],
    notes: /fewer than 2 fields|^$/,
  },
  {
    name: 'words for missing values',
    content: 'k,a,b,c,d,e\nNA,#N/A,-,?,n/a,nan\nDE,1,2,3,4,5\nFR,2,.,4,NULL,None\n',
    columns: 'k text, a integer, b integer, c integer, d integer, e integer',
    rows: ['"DE",1,2,3,4,5', '"FR",2,,4,,', '"NA",,,,,'],
    notes: /k: 1 row with a word for missing values, kept as text: "NA"/,
  },
  {
    name: 'NA in text',
    content: 'id,weight,sex\n1,5,m\n2,NA,NA\n3,7,f\n',
    columns: 'id integer, weight integer, sex text',
    rows: ['1,5,"m"', '2,,"NA"', '3,7,"f"'],
    notes: /sex: 1 row with a word for missing values/,
  },
  {
    name: 'a word among numbers',
    content: `k,n\n${numbers(20, (n) => `a${n},${n}\n`)}x,unknown\n`,
    columns: 'k text, n text',
    notes: /n: text, because 1 row of 21 are not numbers: "unknown"/,
  },
  {
    name: 'large ids',
    content: 'id,imei\n1,12345678901234567890\n2,12345678901234567891\n3,12345678901234567892\n',
    columns: 'id integer, imei numeric',
    rows: ['1,12345678901234567890', '2,12345678901234567891', '3,12345678901234567892'],
    notes: /imei: numbers of more than 18 digits/,
  },
  {
    name: 'ids with an e',
    content: 'id,prefix\n1,12e45678\n2,98e76543\n',
    columns: 'id integer, prefix text',
    rows: ['1,"12e45678"', '2,"98e76543"'],
    notes: /digits with an e kept as text/,
  },
  {
    name: 'codes, telephones and versions',
    content: 'zip,tel_no,phone,version\n01234,+49170123456,+1 555 123,1.9\n10115,+4930123456,+1 555 124,1.10\n',
    columns: 'zip text, tel_no text, phone text, version text',
    notes: /leading zeros|phone numbers/,
  },
  {
    name: 'powers of ten of spreadsheets',
    content: 'k,n\na,1.23457E+15\nb,2.34568E+15\n',
    columns: 'k text, n double',
    notes: /digits may be lost/,
  },

  {
    name: 'numbers of sections',
    content: `section,pages\n${numbers(12, (n) => `2.${n + 1},${n}\n`)}`,
    columns: 'section text, pages integer',
    notes: /^section: numbers of sections kept as text/,
  },
  {
    name: 'ids that are equal as numbers',
    content: 'id,n\n2.1,5\n2.10,6\n2.2,7\n',
    columns: 'id double, n integer',
    notes: /^id: 1 value equal to another one as numbers, such as 1\.1 and 1\.10$/,
  },
  {
    name: 'prices with and without a zero at the end',
    content: 'id,price\n1,1.5\n2,1.50\n3,2.25\n4,1.5\n5,10.10\n6,9\n',
    columns: 'id integer, price double',
    rows: ['1,1.5', '2,1.5', '3,2.25', '4,1.5', '5,10.1', '6,9.0'],
  },
  {
    name: 'names such as Inf',
    content: 'name,n\nNan,1\nInf,2\nInfinity,3\n',
    columns: 'name text, n integer',
    rows: ['"Inf",2', '"Infinity",3', '"Nan",1'],
    notes: /^name: 1 row with a word for missing values, kept as text: "Nan"$/,
  },

  // ---- booleans, dates and times
  { name: 'f alone', content: 'id,sex\n1,f\n2,f\n', columns: 'id integer, sex text', notes: /it could be a boolean/ },
  {
    name: 'two words',
    content: 'id,a,b,c,d\n1,Y,T,yes,0\n2,N,F,no,1\n',
    columns: 'id integer, a text, b boolean, c text, d integer',
    notes: /a: kept as text.*b: t and f.*c: kept as text/s,
  },
  {
    name: 'ratios',
    content: 'id,odds\n1,5:15\n2,2:10\n',
    columns: 'id integer, odds text',
    notes: /ratios or times of day/,
  },
  {
    name: 'times',
    content: 'k,opening,lap\na,9:00,5:15:00\nb,17:30,2:10:00\n',
    columns: 'k text, opening time, lap time',
    notes: /opening: h:mm read as times of day/,
  },
  {
    name: 'two-digit years',
    content: 'id,dob\n1,01/02/55\n2,12/31/48\n',
    columns: 'id integer, dob date',
    rows: ['1,"1955-01-02"', '2,"1948-12-31"'],
    notes: /30 to 99 as 1930 to 1999/,
  },
  {
    name: 'years of two and four digits',
    content: 'id,when\n1,Jan 5 2024\n2,1/6/24\n3,01/07/2024\n4,7/7/07\n',
    columns: 'id integer, when date',
    rows: ['1,"2024-01-05"', '2,"2024-01-06"', '3,"2024-01-07"', '4,"2007-07-07"'],
    notes: /dates in several layouts, month first/,
  },
  {
    name: 'an order of days that another column shows',
    content: 'id,a,b\n1,01/02/2024,25/12/2024\n2,03/04/2024,24/12/2024\n',
    columns: 'id integer, a date, b date',
    rows: ['1,"2024-02-01","2024-12-25"', '2,"2024-04-03","2024-12-24"'],
    notes: /a: could also be read with the month first; the other columns of the file decided/,
  },
  {
    name: 'an order of days that the file does not show',
    content: 'id,a\n1,01/02/2024\n2,03/04/2024\n',
    columns: 'id integer, a date',
    notes: /could also be read with the day first; the file does not tell/,
  },
  {
    name: 'zones and epochs',
    content: 'id,a,b\n1,2024-01-02T10:00:00Z,1704164645\n2,2024-01-02 10:00:00+02:00,1704164646\n',
    columns: 'id integer, a timestamp, b integer',
    rows: ['1,"2024-01-02 10:00:00",1704164645', '2,"2024-01-02 08:00:00",1704164646'],
    notes: /a: times converted to UTC/,
  },
  {
    name: 'zero dates',
    content: 'id,d\n1,0000-00-00\n2,2024-01-01\n',
    columns: 'id integer, d date',
    rows: ['1,', '2,"2024-01-01"'],
  },

  // ---- formats
  {
    name: 'gzip',
    ending: '.tsv.gz',
    content: gzipSync('a\tb\n1\t2\n'),
    columns: 'a integer, b integer',
    rows: ['1,2'],
  },
  { name: 'text with tabs', ending: '.txt', content: 'a\tb\n1\t2\n', columns: 'a integer, b integer', rows: ['1,2'] },
  {
    name: 'JSON by another name',
    content: '[{"a":1,"b":"x"},{"a":2,"b":"y"}]',
    columns: 'a bigint, b text',
    rows: ['1,"x"', '2,"y"'],
  },
  {
    name: 'lines of JSON',
    ending: '.jsonl',
    content: '{"a":1}\n{"a":2,"b":"x"}\n',
    columns: 'a bigint, b text',
    rows: ['1,', '2,"x"'],
  },
  {
    name: 'records in an object',
    ending: '.json',
    content: '{"data":[{"a":1},{"a":2}]}',
    columns: 'a bigint',
    rows: ['1', '2'],
  },
  {
    name: 'records deep in an object',
    ending: '.json',
    content: '{"response":{"count":2,"data":[{"a":1},{"a":2}]}}',
    columns: 'a bigint',
    rows: ['1', '2'],
  },
  {
    name: 'two lists of records',
    ending: '.json',
    content: '{"users":[{"a":1},{"a":2}],"orders":[{"b":1}]}',
    columns: 'a bigint',
    notes: /other lists of the file left out: orders/,
  },
  {
    name: 'records by their keys',
    ending: '.json',
    content: '{"u1":{"a":1},"u2":{"a":2,"b":3}}',
    columns: 'key text, a bigint, b bigint',
    rows: ['"u1",1,', '"u2",2,3'],
  },
  {
    name: 'values of several types',
    ending: '.json',
    content: '[{"a":"x"},{"a":1}]',
    columns: 'a text',
    rows: ['"1"', '"x"'],
    notes: /values of several types/,
  },
  {
    name: 'large numbers of JSON',
    ending: '.json',
    content: '[{"a":12345678901234567890123},{"a":1}]',
    columns: 'a double',
    notes: /the last digits may be lost/,
  },
  {
    name: 'lines of lists',
    ending: '.jsonl',
    content: '["a","b"]\n[1,2]\n[3,4]\n',
    columns: 'a bigint, b bigint',
    rows: ['1,2', '3,4'],
  },
  {
    name: 'text as a workbook',
    ending: '.xls',
    content: 'id\tn\n1\t2\n',
    columns: 'id integer, n integer',
    rows: ['1,2'],
  },
  {
    name: 'columns of JSON',
    ending: '.json',
    content: '{"a":{"0":1,"1":2},"b":{"0":3,"1":4}}',
    columns: 'a bigint, b bigint',
    rows: ['1,3', '2,4'],
  },
  {
    name: 'lists of JSON',
    ending: '.json',
    content: '[["a","b"],[1,2],[3,4]]',
    columns: 'a bigint, b bigint',
    rows: ['1,2', '3,4'],
  },

  // ---- what libraries and spreadsheets write
  {
    name: 'a Series of pandas',
    content: ',0\n0,1.5\n1,2.5\n2,4\n',
    columns: 'column1 integer, 0 double',
    rows: ['0,1.5', '1,2.5', '2,4.0'],
    notes: /the first row is the header, although it has numbers/,
  },
  {
    name: 'column names of two levels by pandas',
    content: ',price,price,qty\n,mean,max,sum\nstore,,,\na,1.5,2,3\nb,2.5,4,5\n',
    columns: 'store text, price mean double, price max integer, qty sum integer',
    rows: ['"a",1.5,2,3', '"b",2.5,4,5'],
    notes: /3 header rows joined/,
  },
  {
    name: 'a group without values below the header',
    content: 'region,q1,q2\nNorth,,\na,1,2\nb,3,4\n',
    columns: 'region text, q1 integer, q2 integer',
    rows: ['"North",,', '"a",1,2', '"b",3,4'],
  },
  {
    name: 'a table of R with spaces',
    ending: '.txt',
    content: '"name" "age" "w"\n"1" "bob" 31 70.5\n"2" "ann, jr" 28 60\n',
    columns: 'column1 integer, name text, age integer, w double',
    rows: ['1,"bob",31,70.5', '2,"ann, jr",28,60.0'],
    notes: /names start at the second column/,
  },
  {
    name: 'a Series of pandas with a named index',
    content: 'month,0\n2016-01-01,129.9\n2016-02-01,306.5\n',
    columns: 'month date, 0 double',
    notes: /the first row is the header, although it has numbers/,
  },
  {
    name: 'numbers between spaces',
    content: '  x    y  label\n  1   10  aa\n 22  200  bb\n  3    5  cc\n',
    columns: 'x integer, y integer, label text',
    rows: ['1,10,"aa"', '3,5,"cc"', '22,200,"bb"'],
  },
  {
    name: 'numbers between spaces, without a header',
    content: '59 2 32.1\n48 1 21.6\n72 2 30.5\n',
    columns: 'column1 integer, column2 integer, column3 double',
    notes: /no header found/,
  },
  {
    name: 'names of two words',
    content: 'name\nAnn Lee\nBob Cy\nCid Dee\n',
    columns: 'name text',
  },
  {
    name: 'a column of dates with times',
    content: 'at\n2024-01-01 10:00:00\n2024-01-02 11:30:00\n',
    columns: 'at timestamp',
  },
  {
    name: 'a column of numbers with gaps',
    content: 'phone\n555 1234\n555 9876\n555 4444\n',
    columns: 'phone text',
  },
  {
    name: '500 columns of decimals',
    content: `${Array.from({ length: 500 }, (_, n) => `v${n}`).join()}\n${numbers(20, (n) => `${Array.from({ length: 500 }, (_, m) => `${n}.${m}25`).join()}\n`)}`,
    columns: Array.from({ length: 500 }, (_, n) => `v${n} double`).join(', '),
  },
  {
    name: 'infinity among numbers',
    content: 'id,x\n1,1.5\n2,INF\n3,-inf\n4,Infinity\n',
    columns: 'id integer, x double',
    notes: /^x: 3 values infinite, and so are sums and averages$/,
  },
  {
    name: 'a minus after numbers',
    content: 'id;amount\n1;100.00-\n2;50.25\n',
    columns: 'id integer, amount double',
    rows: ['1,-100.0', '2,50.25'],
    notes: /a minus after a number read as its sign/,
  },
  {
    name: 'powers of ten without a sign',
    content: 'x,y\n1e5,1.5E-3\n2.5e4,2E-3\n',
    columns: 'x text, y double',
    notes: /^x: digits with an e kept as text/,
  },
  {
    name: 'several lines below the table',
    content: 'id,v\n1,2\n2,3\n\nPrinted by Ann\nConfidential\n',
    columns: 'id integer, v integer',
    rows: ['1,2', '2,3'],
    notes: /2 lines below the table left out/,
  },
  {
    name: 'a last row with one value',
    content: 'a,b\nx,1\ny\nz\n',
    columns: 'a text, b integer',
    rows: ['"x",1', '"y",', '"z",'],
    notes: /2 rows with fewer than 2 fields/,
  },
  {
    name: 'labelled values without a header',
    content: numbers(6, (n) => `time:2024-01-0${n + 1}\thost:10.0.0.${n}\tstatus:200\n`),
    columns: 'column1 text, column2 text, column3 text',
    notes: /no header found/,
  },
  {
    name: 'separators of Hive',
    ending: '.txt',
    content: `id\x01name\x01n\n${numbers(3_000, (n) => `${n}\x01a\x01${n}\n`)}`,
    columns: 'id integer, name text, n integer',
  },

  // ---- tables that look like something else
  {
    name: 'a log with columns',
    content: numbers(6, (n) => `2024-01-0${n + 1} 12:00:00,INFO,job ${n} has ended\n`),
    columns: 'column1 timestamp, column2 text, column3 text',
    notes: /no header found/,
  },
  {
    name: 'titles with colons',
    content: `title,year\n${['Alien', 'Dune', 'Rocky', 'Saw'].map((title, n) => `${title}: part ${n},200${n}\n`).join('')}`,
    columns: 'title text, year integer',
  },
  {
    name: 'addresses of the web',
    content: 'url\nhttp://a.example/x\nftp://b.example/y\nhttps://c.example/z\n',
    columns: 'url text',
  },
  {
    name: 'calls and statements',
    content: 'call,query\n"f(a, b)","INSERT INTO a VALUES (1, 2)"\n"g(c, [d])","SELECT x FROM y"\n',
    columns: 'call text, query text',
  },
  {
    name: 'times with the year at the end',
    content: `created_at,text\n${numbers(6, (n) => `Wed Oct 1${n} 20:19:24 +0000 2018,hello\n`)}`,
    columns: 'created_at text, text text',
  },
];

/** Text and data that are no table: name, content, and the reason. */
const NO_TABLES: readonly (readonly [name: string, content: string | Buffer, reason: RegExp])[] = [
  [
    'log of java.csv',
    numbers(9, (n) => `2024-03-01 12:01:1${n},41${n} INFO  [worker] com.acme.Job - Started ${n}, attempt 1\n`),
    /it is a log/,
  ],
  [
    'log of the web.txt',
    numbers(9, (n) => `10.0.0.${n} - - [10/Oct/2023:13:55:0${n} +0000] "GET /a?b=1,2 HTTP/1.1" 200 321\n`),
    /it is a log/,
  ],
  ['syslog.csv', numbers(9, (n) => `Jan  ${n + 1} 03:11:22 host sshd[12]: Failed password for root\n`), /it is a log/],
  [
    'contacts.csv',
    numbers(4, (n) => `BEGIN:VCARD\nVERSION:3.0\nN:Doe${n};Jane;;;\nTEL;TYPE=WORK:+1-555-${n}\nEND:VCARD\n`),
    /a line for each field/,
  ],
  [
    'calendar.csv',
    numbers(4, (n) => `BEGIN:VEVENT\nUID:${n}\nDTSTART;TZID=UTC:2024\nSUMMARY:Lunch, with ${n}\nEND:VEVENT\n`),
    /a line for each field/,
  ],
  ['settings.txt', '[a]\nhost = x\nport = 1\n\n[b]\nname = y\nsize = 60, 120\n', /a line for each field/],
  ['labels.csv', numbers(9, (n) => `level=info ts=2024 msg="done, ok" took=${n}\n`), /inside of brackets or quotes/],
  [
    'dump.csv',
    `-- a dump\n${numbers(9, (n) => `INSERT INTO users (id, name) VALUES (${n}, 'a');\n`)}`,
    /script of SQL/,
  ],
  ['schema.csv', 'CREATE TABLE users (\n  id INT,\n  name TEXT\n);\n', /script of SQL/],
  ['calls.csv', numbers(9, (n) => `plot(a${n}, b, c)\n`), /inside of brackets or quotes/],
  [
    'key.csv',
    `-----BEGIN CERTIFICATE-----\n${'MIIDdzCCAl\n'.repeat(9)}-----END CERTIFICATE-----\n`,
    /document or a program/,
  ],
  [
    'mail.txt',
    'From: a@x\nTo: b@x, c@x\nSubject: Figures, please\n\nHello Bob,\n\nHere are they, at last.\n\nAnn\n',
    /an e-mail/,
  ],
  ['pickle.csv', '(lp0\nI1\naI2\na.', /another format/],
  ['pickle of a date.csv', 'cdatetime\ndate\np0\n(I1\n.', /another format/],
  ['page.xls', '<table><tr><td>1</td></tr></table>', /HTML or XML page/],
  ['archive.csv.gz', gzipSync(Buffer.concat([Buffer.alloc(257, 97), Buffer.from('ustar')])), /another format/],
];

const SHORT: Readonly<Record<string, string>> = {
  'character varying': 'text',
  'double precision': 'double',
  'timestamp without time zone': 'timestamp',
  'time without time zone': 'time',
};

/** Files that Python's libraries write. */
function written(folder: string): void {
  mkdirSync(join(folder, 'folder'));
  const source = `
import sqlite3, sys, zipfile, duckdb, zstandard
folder = sys.argv[1]
database = sqlite3.connect(folder + '/shop.db')
database.execute('create table goods(id integer, zip text, sold text, price real)')
database.execute("insert into goods values (1, '12345', '2024-01-01', 1.5), (2, '22222', null, 2)")
database.execute('create table staff(name text)')
database.execute('create view prices as select price * 2 as twice from goods')
database.execute('create view broken as select * from nowhere')
database.execute("create table remarks(text, n int generated always as (length(text)) virtual)")
database.execute("insert into remarks(text) values ('# a'), (null), ('')")
database.commit()
lake = duckdb.connect(folder + '/lake.duckdb')
lake.execute("create table boats as select 1 as id, date '2024-01-01' as built")
lake.execute("create view secrets as select * from read_text('/etc/hostname')")
lake.execute("create schema north; create table north.ports as select 1 as id; create table ports as select 2 as id")
lake.close()
duckdb.sql("copy (select interval 90 minute as lasts, date '10000-01-01' as late) to '" + folder + "/odd.parquet'")
pandas = '{"columns":[{"name":"waits","numpy_type":"timedelta64[us]"}]}'
duckdb.sql("copy (select 90000000::bigint as waits) to '" + folder + "/waits.parquet' (kv_metadata {pandas: '" + pandas + "'})")
open(folder + '/packed.csv.zst', 'wb').write(zstandard.compress(b'a,b\\n1,2\\n'))
cells = [['Report of 2024'], [], ['region', 'amount', 'share'], ['north', 10, '12%'], ['south', 20.5, '7%'], [], ['Source: ministry']]
def sheet(rows):
    def cell(value):
        return f'<c t="inlineStr"><is><t>{value}</t></is></c>' if isinstance(value, str) else f'<c><v>{value}</v></c>'
    return '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>' + ''.join(
        f'<row r="{number}">' + ''.join(map(cell, row)) + '</row>' for number, row in enumerate(rows, 1)) + '</sheetData></worksheet>'
office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
with zipfile.ZipFile(folder + '/book.xlsx', 'w') as book:
    book.writestr('[Content_Types].xml', '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>')
    book.writestr('_rels/.rels', f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>')
    book.writestr('xl/workbook.xml', f'<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="{office}"><sheets><sheet name="Sales" sheetId="1" r:id="r1"/><sheet name="Staff" sheetId="2" r:id="r2"/><sheet name="Pay" sheetId="3" state="hidden" r:id="r2"/></sheets></workbook>')
    book.writestr('xl/_rels/workbook.xml.rels', '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">' + ''.join(
        f'<Relationship Id="r{n}" Type="{office}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n in (1, 2)) + '</Relationships>')
    book.writestr('xl/worksheets/sheet1.xml', sheet(cells))
    book.writestr('xl/worksheets/sheet2.xml', sheet([['id', 'name'], [1, 'Ann'], [2, 'Bob']]))
`;
  execFileSync(pythonOf('emulator'), ['-c', source, folder]);
}

/** The last lines of files of 40,000 regular rows. */
const LATE: Readonly<Record<string, string>> = {
  regular: '',
  'a late word': '30001x,b,5,2024-01-01\n',
  'a late leading zero': '007,b,5,2024-01-01\n',
  'a late NA': 'NA,b,5,2024-01-01\n',
  'a late infinity': '1,b,5,infinity\n',
  'a late footnote': '\nSource: ministry,,,\n',
  'a late total': 'Total,,200000,\n',
  'a late repeated header': 'id,name,n,day\n',
  'a late year': '1,b,5,0099-01-01\n',
  'a late comment': '# corrected,,,\n',
  'a late row without values': ',,,\n',
};
/** Files of a title and 40,000 rows with formatted numbers and an empty column: the last line, its types and values. */
const FORMATTED = [
  ['a percentage', '99999,5%,"1,000.50",1.50,', 'p bigint, d double, v double, e text', '5,1000.5,1.5,'],
  ['decimals', '99999,5.5%,"1,000.50",1.50,', 'p double, d double, v double, e text', '5.5,1000.5,1.5,'],
  ['a number without a unit', '99999,5,"1,000.50",1.50,', 'p text, d double, v double, e text', '"5",1000.5,1.5,'],
  ['parentheses', '99999,5%,"(1,000.50)",1.50,', 'p bigint, d double, v double, e text', '5,-1000.5,1.5,'],
  ['fewer decimals', '99999,5%,"1,000.50",1.5,', 'p bigint, d double, v double, e text', '5,1000.5,1.5,'],
  ['a value below nothing', '99999,5%,"1,000.50",1.50,7', 'p bigint, d double, v double, e integer', '5,1000.5,1.5,7'],
] as const;
const LARGE_FORMATTED = `Prices of 2024\n\nid,p,d,v,e\n${numbers(40_000, (n) => `${n},5%,"1,000.50",1.50,\n`)}`;
const LARGE = `id,name,n,day\n${numbers(40_000, (n) => `${n},name ${n},5,2024-01-01\n`)}`;

let warehouse: TestWarehouse;

beforeAll(async () => {
  const files = Object.fromEntries(CASES.map(({ name, ending = '.csv', content }) => [`${name}${ending}`, content]));
  warehouse = await openTestWarehouse(
    {
      ...files,
      ...Object.fromEntries(Object.entries(LATE).map(([name, tail]) => [`large ${name}.csv`, LARGE + tail])),
      ...Object.fromEntries(FORMATTED.map(([name, last]) => [`formatted ${name}.csv`, `${LARGE_FORMATTED}${last}\n`])),
      'large sections.csv': `section,n\n${numbers(80_000, (n) => `${1 + Math.floor(n / 9)}.${1 + (n % 9)},5\n${n === 40_004 ? '4445.10,-1\n' : ''}`)}`,
      'large comments.csv': `name,n\n${numbers(40_000, (n) => `name ${n},5\n${n === 20_000 ? '# corrected,\n' : ''}`)}`,
      'large months.csv': `id,day\n${numbers(60_000, (n) => `${n},${n === 30_000 ? '12/25' : '12/05'}/2024\n`)}`,
      'comma.json': '[{"a": 1},\n {"a": 2},\n]',
      'lines.jsonl': '{"a":1}\n{"a":2\n{"a":3}\n',
      'page.csv': '<!doctype html><html><body><table><tr><td>1</td></tr></table></body></html>',
      'psql.csv': '-[ RECORD 1 ]---\nid   | 1\nname | Ann\n-[ RECORD 2 ]---\nid   | 2\nname | Bob\n',
      'mysql.csv': '*************************** 1. row ***************************\n  id: 1\nname: Ann\n',
      'prose.txt': 'This is prose, with a comma.\nAnd no columns.\n',
      'cut.json': '{"a":1,',
      ...Object.fromEntries(NO_TABLES),
      'letter.docx': 'x',
      '~$book.xlsx': 'x',
      'no database.sqlite': 'x',
      'no workbook.xlsx': 'PK\u0003\u0004 no workbook',
    },
    written,
  );
});
afterAll(() => warehouse?.close());

/** The lines of the columns of a table, as `name type`. */
async function columnsOf(table: string): Promise<string> {
  const sql = `select column_name, data_type from svv_columns where table_name = '${table}' order by ordinal_position`;
  const lines = (await warehouse.ask(sql)).map((line) => /^"(.*)","(.*)"$/.exec(line) ?? []);
  return lines.map(([, name, type = '']) => `${name} ${SHORT[type] ?? type}`).join(', ');
}

describe('a file of a table is read:', () => {
  it.each(CASES.map((one) => [one.name, one] as const))('%s', async (name, { columns, rows, notes }) => {
    const table = warehouse.loaded.tables.find((loaded) => loaded.name === name.toLowerCase());
    expect(warehouse.loaded.skipped.find(({ file }) => file.startsWith(name))).toBeUndefined();
    const found = await columnsOf(name.toLowerCase());
    if (columns) expect(found).toBe(columns);
    const text = table?.notes.join('\n') ?? 'no table';
    if (notes) expect(text).toMatch(notes);
    else expect(text).toBe('');
    if (rows) expect(await warehouse.ask(`select * from "${name.toLowerCase()}" order by 1`)).toEqual(rows);
  });

  it('Zstandard', async () => {
    expect(await warehouse.ask('select * from packed')).toEqual(['1,2']);
  });

  it('each table of an SQLite database, whose texts stay text', async () => {
    expect(await columnsOf('goods')).toBe('id integer, zip text, sold date, price double');
    expect(await warehouse.ask('select * from goods order by 1')).toEqual([
      '1,"12345","2024-01-01",1.5',
      '2,"22222",,2.0',
    ]);
    expect(await columnsOf('staff')).toBe('name text');
  });

  it('each view of an SQLite database', async () => {
    expect(await warehouse.ask('select * from prices order by 1')).toEqual(['3', '4']);
  });

  it('all rows of an SQLite table, also empty ones and those that look like comments', async () => {
    expect(await warehouse.ask('select count(*), count(n), sum(n) from remarks')).toEqual(['3,2,3']);
  });

  it('each table of a DuckDB database, with the schema where a name occurs twice', async () => {
    expect(await warehouse.ask('select * from boats')).toEqual(['1,"2024-01-01"']);
    expect(await warehouse.ask('select * from north_ports union all select * from main_ports')).toEqual(['1', '2']);
  });

  it('Parquet with durations and years of five digits', async () => {
    const notes = (table: string) => warehouse.loaded.tables.find(({ name }) => name === table)?.notes;
    expect(notes('odd')).toEqual(['lasts: durations, as text', 'late: 1 dates are not between the years 1 and 9999']);
    expect(notes('waits')).toEqual(['waits: durations, as whole numbers of microseconds']);
  });

  it('each sheet of a workbook, with the titles above it', async () => {
    expect(await columnsOf('book_sales')).toBe('region text, amount double, share bigint');
    expect(await warehouse.ask('select * from book_sales order by 1')).toEqual(['"north",10.0,12', '"south",20.5,7']);
    expect(await warehouse.ask('select * from book_staff order by 1')).toEqual(['1,"Ann"', '2,"Bob"']);
    const sales = warehouse.loaded.tables.find(({ name }) => name === 'book_sales');
    expect(sales?.file).toBe('book.xlsx (Sales)');
    expect(sales?.notes.join('\n')).toMatch(/1 line above .*1 line below .*share: percent/s);
  });

  it.each([
    ['regular', 'integer', 40_000],
    ['a late word', 'text', 40_001],
    ['a late leading zero', 'text', 40_001],
    ['a late NA', 'integer', 40_001],
    ['a late infinity', 'integer', 40_001],
    ['a late footnote', 'integer', 40_000],
    ['a late total', 'integer', 40_000],
    ['a late repeated header', 'integer', 40_000],
    ['a late year', 'integer', 40_001],
    ['a late comment', 'integer', 40_000],
    ['a late row without values', 'integer', 40_000],
  ] as const)('a large file: %s', async (name, id, rows) => {
    const table = `large ${name}`.toLowerCase();
    expect(warehouse.loaded.tables.find((loaded) => loaded.name === table)?.rows).toBe(rows);
    const day = ['a late infinity', 'a late year'].includes(name) ? 'text' : 'date';
    expect(await columnsOf(table)).toBe(`id ${id}, name text, n integer, day ${day}`);
  });

  it.each(FORMATTED)('a large file of formatted numbers that ends with %s', async (name, _, types, row) => {
    const table = `formatted ${name}`;
    expect(await columnsOf(table)).toBe(`id integer, ${types}`);
    expect(await warehouse.ask(`select p, d, v, e from "${table}" where id = 99999`)).toEqual([row]);
    const loaded = warehouse.loaded.tables.find((one) => one.name === table);
    expect(loaded?.rows).toBe(40_001);
    expect(loaded?.notes.join('\n')).toMatch(/1 line above the table left out: "Prices of 2024"/);
  });

  it('a large file with a row in its middle that shows the numbers of sections', async () => {
    expect(await columnsOf('large sections')).toBe('section text, n integer');
    expect(await warehouse.ask(`select section from "large sections" where n = -1`)).toEqual(['"4445.10"']);
  });

  it('a large file whose first column is text, without its comments', async () => {
    expect(await warehouse.ask('select count(*), sum(n) from "large comments"')).toEqual(['40000,200000']);
  });

  it('a large file with a row in its middle that shows the order of days', () => {
    const loaded = warehouse.loaded.tables.find((one) => one.name === 'large months');
    expect(loaded?.notes).toEqual(['day: read as %m/%d/%Y']);
  });

  it('each of 150 files', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'many-'));
    for (let n = 0; n < 150; n++) writeFileSync(join(folder, `t${n}.csv`), `a\n${n}\n`);
    try {
      const settings = { python: pythonOf('emulator'), memoryMegabytes: 512, threads: 1, database: 'dev' };
      const { tables, skipped } = await loadData({
        ...settings,
        dataFolder: folder,
        cacheFolder: join(folder, 'cache'),
      });
      expect(skipped).toEqual([]);
      expect(tables.map(({ rows }) => rows)).toEqual(Array(150).fill(1));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('ten thousand columns, in seconds', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'wide-'));
    const header = Array.from({ length: 10_000 }, (_, n) => `c${n}`).join();
    writeFileSync(join(folder, 'wide.csv'), `${header}\n${Array(10_000).fill('1').join()}\n`);
    try {
      const began = performance.now();
      const { tables, skipped } = await loadData({
        python: pythonOf('emulator'),
        memoryMegabytes: 512,
        threads: 1,
        database: 'dev',
        dataFolder: folder,
        cacheFolder: join(folder, 'cache'),
      });
      expect(skipped).toEqual([]);
      expect(tables).toEqual([{ name: 'wide', file: 'wide.csv', rows: 1, notes: [] }]);
      expect(performance.now() - began).toBeLessThan(60_000);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe('what is no table', () => {
  it.each(NO_TABLES)('is refused: %s', (name, _, reason) => {
    expect(warehouse.loaded.skipped.find(({ file }) => file === name)?.reason ?? 'a table').toMatch(reason);
  });

  it('is named with the reason', () => {
    const others = new Set(NO_TABLES.map(([name]) => name));
    const skipped = warehouse.loaded.skipped.filter(({ file }) => !others.has(file));
    const reasons = Object.fromEntries(skipped.map(({ file, reason }) => [file, reason]));
    expect(Object.keys(reasons)).toEqual([
      'book.xlsx (Pay)',
      'comma.json',
      'cut.json',
      'lake.duckdb (secrets)',
      'lines.jsonl',
      'mysql.csv',
      'no database.sqlite',
      'no workbook.xlsx',
      'page.csv',
      'prose.txt',
      'psql.csv',
      'shop.db (broken)',
    ]);
    expect(reasons['book.xlsx (Pay)']).toMatch(/hidden/);
    expect(reasons['lake.duckdb (secrets)']).toMatch(/views of DuckDB files are not read/);
    expect(reasons['shop.db (broken)']).toMatch(/no such table/);
    expect(reasons['page.csv']).toMatch(/HTML or XML page/);
    expect(reasons['psql.csv']).toMatch(/expanded output/);
    expect(reasons['mysql.csv']).toMatch(/expanded output/);
    expect(reasons['prose.txt']).toMatch(/text without columns/);
    expect(reasons['comma.json']).toMatch(/not readable JSON: remove the comma before line 3, column 1/);
    expect(reasons['lines.jsonl']).toMatch(/not readable JSON: .* in line 2, column 7. Correct it, or save .* as CSV/);
    expect(reasons['cut.json']).toMatch(/not readable JSON/);
    expect(reasons['no database.sqlite']).toMatch(/not a readable SQLite file/);
    expect(reasons['no workbook.xlsx']).toMatch(/not a readable workbook/);
  });

  it('is named if it was not looked at', () => {
    const ignored = warehouse.loaded.ignored.map(({ file, reason }) => `${file}: ${reason}`);
    expect(ignored).toEqual([
      'folder: subfolders are not read',
      'letter.docx: files with this ending are not read',
      '~$book.xlsx: it is the lock or temporary file of another program',
    ]);
  });

  it('is refused as a folder without tables', () => {
    const other = { file: 'letter.docx', reason: 'files with this ending are not read' };
    const loaded = { tables: [], skipped: [], ignored: [other] };
    expect(() => requireTables(loaded, '/data')).toThrow(/The folder \/data has no tables.*\.csv.*letter\.docx/s);
    const table = { name: 'a', file: 'a.csv', rows: 1, notes: [] };
    expect(() => requireTables({ ...loaded, tables: [table] }, '/data')).not.toThrow();
  });
});

describe('notes', () => {
  it('are comments of the table and its columns, without values of the file', async () => {
    const remarks = (table: string) =>
      warehouse.ask(
        `select column_name, remarks from svv_columns where table_name = '${table}' and remarks is not null`,
      );
    expect(await remarks('na in text')).toEqual(['"sex","1 row with a word for missing values, kept as text"']);
    expect(await remarks('percent and dollars')).toContain('"p","percent: 5% is the number 5"');
    const tables = "select remarks from svv_tables where table_name = 'a footnote'";
    expect(await warehouse.ask(tables)).toEqual(['"1 line below the table left out"']);
  });
});
