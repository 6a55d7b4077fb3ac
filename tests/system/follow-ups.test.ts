import { folderOf, JOB_TIMEOUT, withSystem } from './running-system';

const folder = folderOf({ 'trips.csv': 'month,kind,fare\n5,electric,2.5\n5,city,1.0\n6,electric,4.5\n' });

const PROGRAMS: Readonly<Record<string, (earlier: string) => string>> = {
  'How much was paid in each month?': () => `from interpreter import answer, query
frame = query('select month, sum(fare) as paid from trips group by month order by month')
frame.to_csv('paid by month.csv', index=False)
answer('Paid by month.', months=len(frame))
`,
  'Which of them is the highest?': (file) => `import pandas as pd
from interpreter import answer
frame = pd.read_csv(${JSON.stringify(file)})
try:
    open(${JSON.stringify(file)}, 'a')
    writable = True
except OSError:
    writable = False
answer('The highest.', month=int(frame.loc[frame.paid.idxmax(), 'month']), writable=writable)
`,
  'and the lowest?': (file) => `import pandas as pd
from interpreter import answer
frame = pd.read_csv(${JSON.stringify(file)})
answer('The lowest.', month=int(frame.loc[frame.paid.idxmin(), 'month']))
`,
};

interface Turn {
  readonly question: string;
  readonly answer?: string;
  readonly files?: readonly string[];
}

/** The turns before each question, as the model got them. */
const turnsBefore = new Map<string, readonly Turn[]>();

/** A model that reads the file of the first turn in the later ones. */
const model = {
  name: 'a model of three turns',
  async converse(_modelId: string, request: Readonly<Record<string, unknown>>) {
    const [message] = request.messages as readonly { readonly content: readonly { readonly text?: string }[] }[];
    const texts = message?.content.flatMap(({ text }) => text ?? []) ?? [];
    const question = Object.keys(PROGRAMS).find((one) => texts.at(-1)?.includes(one)) ?? '';
    const block = texts.find((text) => text.includes('<earlier>'));
    const turns = JSON.parse(/<earlier>\n(.*)\n<\/earlier>/s.exec(block ?? '')?.[1] ?? '[]') as Turn[];
    turnsBefore.set(question, turns);
    const file = turns.flatMap(({ files = [] }) => files).find((path) => path.endsWith('.csv')) ?? '';
    const input = { plan: 'Answer.', assumptions: [], program: PROGRAMS[question]?.(file) };
    const content = [{ toolUse: { toolUseId: 'use', name: 'write_program', input } }];
    const usage = { inputTokens: 10, outputTokens: 5, totalTokens: 15 };
    return { output: { message: { role: 'assistant', content } }, stopReason: 'tool_use', usage };
  },
};

const running = withSystem(() => ({ inputFolder: folder, model: { backend: model, modelId: 'three-turns' } }));

const post = async (body: object) => {
  const response = await fetch(`${running().system.apiUrl}/prompt`, { method: 'POST', body: JSON.stringify(body) });
  return { status: response.status, body: (await response.json()) as { jobId: string; detail?: string } };
};

it(
  'a conversation of three turns reads the file of the first one, which no program can change',
  async () => {
    const { ask, client, artifact } = running();
    const [first, second, third] = Object.keys(PROGRAMS) as [string, string, string];
    const paid = await ask(first);
    expect(paid).toMatchObject({ status: 'succeeded', values: { months: 2 } });
    expect(paid).not.toHaveProperty('followUpOf');

    const highest = await ask({ prompt: second, followUpOf: paid.jobId });
    expect(highest).toMatchObject({ status: 'succeeded', values: { month: 6, writable: false } });
    expect(highest.artifacts.map(({ name }) => name)).not.toContain('earlier');
    expect(turnsBefore.get(second)).toEqual([
      expect.objectContaining({
        question: first,
        answer: 'Paid by month.',
        files: [`earlier/${paid.jobId}/paid by month.csv`],
      }),
    ]);

    const lowest = await ask({ prompt: third, followUpOf: highest.jobId });
    expect(lowest).toMatchObject({ status: 'succeeded', values: { month: 5 }, followUpOf: highest.jobId });
    expect(turnsBefore.get(third)?.map(({ question }) => question)).toEqual([first, second]);
    const { jobs } = await client.list();
    expect(jobs.map(({ followUpOf }) => followUpOf)).toEqual([highest.jobId, paid.jobId, undefined]);
    expect(String(await artifact(paid, 'paid by month.csv'))).toBe('month,paid\n5,3.5\n6,4.5\n');

    await client.erase(paid.jobId);
    const refused = await post({ prompt: third, followUpOf: lowest.jobId });
    expect(refused).toMatchObject({ status: 422, body: { detail: expect.stringContaining(paid.jobId) } });
    expect(await post({ prompt: third, followUpOf: paid.jobId })).toMatchObject({ status: 404 });
  },
  3 * JOB_TIMEOUT,
);
