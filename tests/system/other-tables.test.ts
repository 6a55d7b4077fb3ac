import { folderOf, JOB_TIMEOUT, withSystem } from './running-system';

const regions = ['Nord', 'Süd', 'Ost'];
const orders = Array.from({ length: 300 }, (_, index) => {
  const region = regions[index % 3];
  const amount = (10 + ((index * 37) % 90) + (index % 3) * 20).toFixed(2);
  return `${index + 1},${region},${amount},${index % 4 === 0 ? 'returned' : 'kept'}`;
});

const folder = folderOf({
  'orders.csv': `order_id,region,amount,state\n${orders.join('\n')}\n`,
  'broken.csv': '',
});
const running = withSystem(() => ({ inputFolder: folder }));

describe('a folder of other tables', () => {
  it(
    'gives correct figures for an aggregate by group, with a chart',
    async () => {
      const job = await running().ask('Show the average amount by region for state kept as a bar chart');
      expect(job.failure).toBeUndefined();
      expect(job.status).toBe('succeeded');
      const kept = orders.map((line) => line.split(',')).filter(([, , , state]) => state === 'kept');
      for (const region of regions) {
        const amounts = kept.filter(([, of]) => of === region).map(([, , amount]) => Number(amount));
        const average = amounts.reduce((sum, amount) => sum + amount, 0) / amounts.length;
        expect(job.answer).toContain(region);
        expect(job.answer).toContain(average.toFixed(1).replace(/\.0$/, ''));
      }
      expect(job.artifacts.some(({ mediaType }) => mediaType === 'image/png')).toBe(true);
      expect(job.answer).toMatch(/no language model/i);
    },
    JOB_TIMEOUT,
  );

  it(
    'cannot answer a question about missing columns, and names them',
    async () => {
      const job = await running().ask('What is the average temperature by planet?');
      expect(job).toMatchObject({
        status: 'failed',
        failure: { kind: 'unanswerable', hint: expect.stringMatching(/table/) },
      });
      expect(job.failure?.message).toMatch(/temperature|planet/);
    },
    JOB_TIMEOUT,
  );

  it(
    'has no effect on a cancelled job, whose task is stopped',
    async () => {
      const { client } = running();
      const { jobId } = await client.submit({ prompt: 'Make a machine learning model from orders, target state' });
      await client.cancel(jobId);
      const job = await client.wait(jobId, undefined, { interval: 200 });
      expect(job.status).toBe('cancelled');
      await new Promise((wake) => setTimeout(wake, 4000));
      expect((await client.get(jobId)).status).toBe('cancelled');
    },
    JOB_TIMEOUT,
  );
});
