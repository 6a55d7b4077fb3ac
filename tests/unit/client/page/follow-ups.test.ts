import type { TablesView } from '../../../../client';
import { followUpsOf } from '../../../../client/page/browser/conversation/follow-ups';
import type { Job } from '../../../../client/page/browser/state/api';

const column = (name: string, distinct: number, withheld = false) => ({ name, type: 'text', distinct, withheld });
const tables = {
  tables: [
    {
      name: 'users',
      rows: 10,
      columns: [column('gender', 3), column('plan', 4), column('age', 60), column('ssn', 5, true)],
    },
    { name: 'items', rows: 10, columns: [column('colour', 5)] },
  ],
} as unknown as TablesView;
const job = {
  status: 'succeeded',
  prompt: 'Average age by gender',
  queries: [{ sql: 'select gender, avg(age) from users group by gender' }],
  artifacts: [],
} as unknown as Job;

describe('suggested follow-ups', () => {
  it('split by columns of the tables read that have few values, are shown and are not in the answer', () => {
    expect(followUpsOf(job, tables)).toEqual(['and by plan?', 'as a bar chart']);
  });

  it('ask for no chart where there is one', () => {
    expect(followUpsOf({ ...job, prompt: 'Average age, as a bar chart' }, tables)).not.toContain('as a bar chart');
  });

  it('are none for an answer without SQL or a question without an answer', () => {
    expect(followUpsOf({ ...job, queries: [] }, tables)).toEqual([]);
    expect(followUpsOf({ ...job, status: 'failed' }, tables)).toEqual([]);
  });
});
