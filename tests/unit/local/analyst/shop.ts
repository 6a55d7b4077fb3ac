import { analyse } from '../../../../local/analyst';
import type { ToolInput } from '../../../../local/analyst/reply';
import { readRequest } from '../../../../local/analyst/request';
import type { Schema } from '../../../../local/analyst/schema/model';

const column = (name: string, type: string, more: object = {}) => ({ name, type, nulls: 0, ...more });
const values = (...texts: string[]) => ({
  distinct: texts.length,
  values: texts.map((value) => ({ value, count: 9 })),
});

/** Three tables of a shop: orders belong to customers, and point to warehouses by a code in two ways. */
const shop = {
  dialect: 'redshift',
  schema: 'public',
  tables: [
    {
      name: 'customers',
      rows: 200,
      columns: [
        column('customer_id', 'integer', { distinct: 200, min: 1, max: 200 }),
        column('full_name', 'character varying', { distinct: 198 }),
        column('country', 'character varying', values('Germany', 'France', 'Österreich')),
        column('age', 'integer', { distinct: 60, min: 18, max: 90 }),
        column('is_member', 'boolean', { distinct: 2 }),
      ],
    },
    {
      name: 'orders',
      rows: 1000,
      columns: [
        column('order_id', 'integer', { distinct: 1000, min: 1, max: 1000 }),
        column('customer_id', 'integer', { distinct: 150, min: 1, max: 200 }),
        column('ordered_at', 'timestamp without time zone', {
          distinct: 1000,
          min: '2024-01-01 08:00:00',
          max: '2025-12-30 09:00:00',
        }),
        column('status', 'character varying', values('shipped', 'pending', 'cancelled')),
        column('total_eur', 'double precision', { distinct: 900, min: 1, max: 900 }),
        column('humidity_pct', 'integer', { distinct: 60, min: 10, max: 90 }),
        column('sent_from', 'character varying', values('BER', 'PAR', 'VIE')),
        column('sent_to', 'character varying', values('BER', 'PAR', 'VIE')),
        column('comment', 'character varying', { distinct: 40, nulls: 800 }),
      ],
    },
    {
      name: 'warehouses',
      rows: 4,
      columns: [
        column('code', 'character varying', values('BER', 'PAR', 'VIE', 'ZRH')),
        column('town', 'character varying', values('Berlin', 'Paris', 'Wien', 'Zürich')),
        column('indoor', 'boolean', { distinct: 2 }),
      ],
    },
  ],
  otherTables: [],
};

const requestFor = (question: string) => ({
  messages: [
    {
      role: 'user' as const,
      content: [
        { text: `<tables>\n${JSON.stringify(shop)}\n</tables>` },
        { text: `<question>\n${question}\n</question>` },
      ],
    },
  ],
});

export const shopSchema = (): Schema => readRequest(requestFor('?')).schema;

/** What the analyst hands in for a question about the shop. */
export const answerTo = (question: string): ToolInput => {
  const [block] = analyse(requestFor(question)).output?.message?.content ?? [];
  return block?.toolUse?.input as unknown as ToolInput;
};

/** The program for a question, its statements among it, in one line; the refusal where there is none. */
export const sqlFor = (question: string): string => {
  const input = answerTo(question);
  return 'unanswerable' in input ? `refused: ${input.unanswerable}` : input.program.replace(/\s+/g, ' ');
};
