import { join } from 'node:path';
import { readSets } from '../../eval/questions';
import { runSet } from '../../eval/run';
import { runningSystem } from '../../eval/systems';
import { folderOf, JOB_TIMEOUT, withSystem } from './running-system';

const running = withSystem();

const folder = folderOf({
  'own.yaml': `questions:
  - ask: How many users are there?
    gold: select count(*) from users
  - ask: How many interactions are there?
    gold: select count(*) + 1 from interactions
  - ask: How many interactions are there of each interactiontype?
    gold: select interactiontype, count(*) from interactions group by 1
  - ask: How many items are there?
    rows: [[-1]]
`,
  'broken.yaml': 'questions:\n  - ask: How many users are there?\n    gold: select count(*) from nowhere\n',
});

const resultsOf = async (file: string) => {
  const [set] = readSets([], join(folder, file));
  if (!set) throw new Error('There is no set.');
  const { apiUrl, awsUrl } = running().system;
  const awsPort = new URL(awsUrl).port;
  const open = runningSystem({ api: apiUrl, authorization: 'none', stack: 'code-interpreter', awsPort });
  return runSet(set, { open, parallel: 2, onResult: () => {} });
};

describe("a company's own questions, asked of a running system", () => {
  it(
    'are compared with the results of their SQL in its warehouse, and with given rows',
    async () => {
      const results = await resultsOf('own.yaml');
      expect(results.map(({ verdict }) => verdict)).toEqual(['right', 'wrong', 'right', 'wrong']);
      expect(results[0]?.gold).toEqual([[expect.any(Number)]]);
      expect(results[2]?.gold?.[0]).toEqual([expect.any(String), expect.any(Number)]);
    },
    2 * JOB_TIMEOUT,
  );

  it('with SQL that fails are refused with the statement', async () => {
    await expect(resultsOf('broken.yaml')).rejects.toThrow(/A gold statement failed: .*nowhere.* Correct it: select/s);
  });
});
