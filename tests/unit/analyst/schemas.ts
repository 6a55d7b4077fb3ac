import { readSchema, type Schema } from '../../../analyst/schema/model';
import type { ColumnDescription, TableDescription, Tables } from '../../../functions/generate-code/tables/description';

type ColumnOf = readonly [name: string, type: string, more?: Partial<ColumnDescription>];

const values = (...texts: readonly (string | number | boolean)[]) => ({
  distinct: texts.length,
  values: texts,
});

const table = (name: string, rows: number, columns: readonly ColumnOf[], description?: string): TableDescription => ({
  name,
  rows,
  description,
  columns: columns.map(([column, type, more]) => ({ name: column, type, nulls: 0, ...more })),
});

/** A schema, and the tables that it was read from. */
type DescribedSchema = Schema & { readonly described: readonly TableDescription[] };

const of = (...tables: readonly TableDescription[]): DescribedSchema => {
  const request: Tables = { dialect: 'redshift', schema: 'public', tables, otherTables: [] };
  return { ...readSchema(JSON.stringify(request)), described: tables };
};

/** A bicycle hire: trips that start and end at stations. */
export const bikes = (): DescribedSchema =>
  of(
    table('stations', 12, [
      ['station_id', 'integer', { distinct: 12, min: 1, max: 12 }],
      [
        'name',
        'character varying',
        values(
          'Station A',
          'Station B',
          'Station C',
          'Station D',
          'Station E',
          'Station F',
          'Station G',
          'Station H',
          'Station I',
          'Station J',
          'Station K',
          'Station L',
        ),
      ],
      ['district', 'character varying', values('North', 'Old Town', 'Harbour')],
      ['capacity', 'integer', { distinct: 10, min: 10, max: 40 }],
    ]),
    table('trips', 1500, [
      ['trip_id', 'integer', { distinct: 1500, min: 1, max: 1500 }],
      [
        'started_at',
        'timestamp without time zone',
        { distinct: 1500, min: '2025-01-03 08:00:00', max: '2025-11-28 09:00:00' },
      ],
      [
        'ended_at',
        'timestamp without time zone',
        { distinct: 1500, min: '2025-01-03 08:10:00', max: '2025-11-28 09:30:00' },
      ],
      ['bike_type', 'character varying', values('electric', 'classic')],
      ['member_type', 'character varying', values('casual', 'annual')],
      ['start_station_id', 'integer', { distinct: 11, min: 1, max: 11 }],
      ['fare_eur', 'double precision', { distinct: 900, min: 1, max: 30 }],
    ]),
  );

/** Employees and their departments; who left has a date. */
export const staff = (): DescribedSchema =>
  of(
    table('departments', 4, [
      ['dept_id', 'integer', { distinct: 4, min: 1, max: 4 }],
      ['dept_name', 'character varying', values('Engineering', 'Sales', 'Support', 'Legal')],
    ]),
    table('employees', 200, [
      ['emp_id', 'integer', { distinct: 200, min: 1, max: 200 }],
      ['full_name', 'character varying', { distinct: 200 }],
      ['dept_id', 'integer', { distinct: 3, min: 1, max: 3 }],
      ['gender', 'character varying', values('F', 'M')],
      ['annual_salary', 'integer', { distinct: 90, min: 38000, max: 140000 }],
      ['hire_date', 'date', { distinct: 190, min: '2012-01-05', max: '2025-02-01' }],
      ['termination_date', 'date', { distinct: 50, nulls: 150, min: '2014-01-05', max: '2025-05-01' }],
      ['remote', 'boolean', values(true, false)],
    ]),
  );

/** One table with names that are glued together. */
export const countries = (): DescribedSchema =>
  of(
    table('countries', 60, [
      ['country', 'character varying', { distinct: 60 }],
      ['region', 'character varying', values('Europe', 'Asia', 'Africa')],
      ['gdppercap', 'integer', { distinct: 60, min: 600, max: 70000 }],
      ['lifeexp', 'double precision', { distinct: 55, min: 52, max: 84 }],
      ['independence_year', 'integer', { distinct: 50, min: 1800, max: 1995 }],
    ]),
  );

const ids = (count: number) => ({ distinct: count, min: 1, max: count });

/** A library: books of authors, and members who borrow them and know each other. */
export const library = (): DescribedSchema =>
  of(
    table('authors', 40, [
      ['author_id', 'integer', ids(40)],
      ['name', 'character varying', { distinct: 40 }],
      ['birth_year', 'integer', { distinct: 35, min: 1910, max: 1990 }],
    ]),
    table('books', 300, [
      ['book_id', 'integer', ids(300)],
      ['title', 'character varying', { distinct: 300 }],
      ['author_id', 'integer', ids(40)],
      ['genre', 'character varying', values('crime', 'poetry', 'history')],
      ['published_year', 'integer', { distinct: 60, min: 1950, max: 2020 }],
      ['price {eur}', 'double precision', { distinct: 90, min: 5, max: 60 }],
    ]),
    table('members', 80, [
      ['member_id', 'integer', ids(80)],
      ['name', 'character varying', { ...values('Kyle', 'Ann', 'Bo'), distinct: 80 }],
      ['age', 'integer', { distinct: 50, min: 12, max: 88 }],
      ['member_rating', 'integer', { distinct: 5, min: 1, max: 5 }],
    ]),
    table('loans', 900, [
      ['loan_id', 'integer', ids(900)],
      ['book_id', 'integer', ids(280)],
      ['member_id', 'integer', ids(75)],
      ['loaned_on', 'date', { distinct: 300, min: '2023-01-01', max: '2025-02-01' }],
      ['returned_on', 'date', { distinct: 300, nulls: 100, min: '2023-01-05', max: '2025-03-01' }],
    ]),
    table('friends', 200, [
      ['member_id', 'integer', ids(80)],
      ['friend_id', 'integer', ids(80)],
    ]),
  );

/** Flights between airports: each has an origin and a destination. */
export const flights = (): DescribedSchema =>
  of(
    table('airports', 6, [
      ['iata', 'character varying', values('OSL', 'BGO', 'TRD', 'ARN', 'CPH', 'HEL')],
      ['city', 'character varying', values('Oslo', 'Bergen', 'Trondheim', 'Stockholm', 'Copenhagen', 'Helsinki')],
    ]),
    table('planes', 5, [
      ['plane_id', 'integer', ids(5)],
      ['plane_name', 'character varying', { distinct: 5 }],
    ]),
    table('flights', 1000, [
      ['flight_id', 'integer', ids(1000)],
      ['origin', 'character varying', values('OSL', 'BGO', 'TRD', 'ARN', 'CPH', 'HEL')],
      ['destination', 'character varying', values('OSL', 'BGO', 'TRD', 'ARN', 'CPH', 'HEL')],
      ['plane_id', 'integer', ids(5)],
      [
        'departure',
        'timestamp without time zone',
        { distinct: 990, min: '2024-01-02 06:00:00', max: '2025-01-30 21:00:00' },
      ],
      ['delay_min', 'integer', { distinct: 120, min: 0, max: 180 }],
      ['passengers', 'integer', { distinct: 150, min: 20, max: 189 }],
      ['status', 'character varying', values('on time', 'delayed', 'cancelled')],
    ]),
  );

/** Clubs, several of which have one name. */
export const clubs = (): DescribedSchema =>
  of(
    table('clubs', 80, [
      ['club_id', 'integer', ids(80)],
      ['club_name', 'character varying', { distinct: 50 }],
      ['sport_type', 'character varying', values('tennis', 'rowing', 'chess')],
      ['entry_fee', 'integer', { distinct: 30, min: 10, max: 300 }],
      ['monthly_fee', 'integer', { distinct: 30, min: 5, max: 90 }],
      ['has_bar', 'boolean', values(true, false)],
    ]),
  );

/** Sales of products: the same verb is in the name of a date. */
export const sales = (): DescribedSchema =>
  of(
    table('sales', 900, [
      ['sale_id', 'integer', ids(900)],
      ['product', 'character varying', values('pen', 'ink', 'pad')],
      ['price', 'integer', { distinct: 80, min: 2, max: 300 }],
      ['units', 'integer', { distinct: 30, min: 1, max: 40 }],
      ['sold_on', 'date', { distinct: 300, min: '2024-01-01', max: '2024-12-28' }],
    ]),
  );

/** Tables with names in the singular, with a year, and with a scale. */
export const surveys = (): DescribedSchema =>
  of(
    table('team survey 2025', 300, [
      ['survey id', 'integer', ids(300)],
      ['team', 'character varying', values('red', 'blue')],
      ['satisfaction (1-5)', 'integer', { distinct: 5, min: 1, max: 5 }],
      ['budget_2023', 'integer', { distinct: 90, min: 100, max: 900 }],
      ['budget_2024', 'integer', { distinct: 90, min: 100, max: 900 }],
    ]),
    table('person', 200, [
      ['person_id', 'integer', ids(200)],
      ['city', 'character varying', values('Oslo', 'Rome')],
    ]),
    table('box', 100, [
      ['box_id', 'integer', ids(100)],
      ['colour', 'character varying', values('red', 'green')],
    ]),
  );

/** Names as systems have them: abbreviations, prefixes, signs and changes of case. */
export const terse = (): DescribedSchema =>
  of(
    table('dim_cust', 60, [
      ['cust_id', 'integer', { distinct: 60, min: 1, max: 60 }],
      ['cntry', 'character varying', values('DE', 'FR')],
      ['acct_bal', 'double precision', { distinct: 55, min: 0, max: 900 }],
    ]),
    table('fact_OrderLine', 900, [
      ['Order ID', 'integer', { distinct: 300, min: 1, max: 300 }],
      ['Ship Mode', 'character varying', values('air', 'sea')],
      ['UnitPrice', 'double precision', { distinct: 90, min: 1, max: 5 }],
      ['OrderDate', 'date', { distinct: 50, min: '2024-01-01', max: '2025-01-01' }],
    ]),
    table('staff', 10, [
      ['id', 'integer', { distinct: 10, min: 1, max: 10 }],
      ['dept', 'character varying', values('a', 'b', 'c')],
      ['on_leave', 'boolean', values(true, false)],
      ['qty_sold', 'integer', { distinct: 9, min: 1, max: 50 }],
    ]),
    table('log', 0, [['note', 'character varying', {}]]),
  );
