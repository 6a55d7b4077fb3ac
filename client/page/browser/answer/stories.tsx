import { useState } from 'preact/hooks';
import type { Story } from '../../gallery/story';
import { Answer } from './answer';
import { hostile, huge } from './stories/hostile';
import barChart from './stories/jobs/bar-chart.json';
import histogram from './stories/jobs/histogram.json';
import lines from './stories/jobs/lines.json';
import longTable from './stories/jobs/long-table.json';
import model from './stories/jobs/model.json';
import oneFigure from './stories/jobs/one-figure.json';
import pieChart from './stories/jobs/pie-chart.json';
import { actionsOf, artifact, type Sample } from './stories/samples';

/** A sample as the page holds it: feedback and sharing change it. */
function Shown({ sample, refuse }: { readonly sample: Sample; readonly refuse?: string | undefined }) {
  const [job, setJob] = useState(sample.job);
  const actions = actionsOf(sample, refuse);
  return (
    <main class="answer-story">
      <h1 class="visually-hidden">Answer</h1>
      <h2 class="question">{job.prompt}</h2>
      <Answer
        job={job}
        actions={{
          ...actions,
          feedback: async (value) => {
            await actions.feedback(value);
            setJob({ ...job, feedback: { verified: false, givenAt: job.acceptedAt, ...value } });
          },
          share: async (shared) => {
            await actions.share(shared);
            setJob({ ...job, sharing: { shared } });
          },
        }}
      />
    </main>
  );
}

const story = (name: string, sample: Sample, refuse?: string): Story => ({
  name: `answer/${name}`,
  render: () => <Shown sample={sample} refuse={refuse} />,
});

/** What the owner of an answer may do. */
const OWN: Sample['job']['actions'] = ['erase', 'rerun', 'edit', 'share', 'feedback', 'follow-up', 'export'];

function of(content: unknown): Sample {
  const { job, files } = content as Sample;
  return { job: { ...job, actions: OWN }, files };
}
const bars = of(barChart);
const change = (sample: Sample, job: Partial<Sample['job']>, files: Sample['files'] = sample.files): Sample => ({
  job: { ...sample.job, ...job },
  files,
});

const REPAIRED: Sample['job']['attempts'] = [
  {
    attempt: 1,
    result: 'failed',
    program: 'frame = query("SELECT gendr, avg(age) FROM public.users GROUP BY 1")\n',
    error: {
      type: 'QueryError',
      message: 'column "gendr" does not exist in users',
      line: 1,
      traceback:
        'Traceback (most recent call last):\n  File "program.py", line 1, in <module>\nQueryError: column "gendr" does not exist in users',
    },
  },
  { attempt: 2, result: 'succeeded' },
];

export const answerStories: readonly Story[] = [
  story('one figure', of(oneFigure)),
  story('bar chart with a warning', bars),
  story('line chart with series', of(lines)),
  story('pie chart', of(pieChart)),
  story('histogram', of(histogram)),
  story('model', of(model)),
  story('long table', of(longTable)),
  story('6,200 rows', huge(bars)),
  story(
    'many files',
    change(of(model), {
      artifacts: [
        ...of(model).job.artifacts,
        ...Array.from({ length: 20 }, (_, index) =>
          artifact(`regions/region-${index + 1}.csv`, 'text/csv', 900 * index ** 3),
        ),
      ],
    }),
  ),
  story(
    'assumptions and warnings',
    change(of(lines), {
      assumptions: ['Revenue is the sum of amounts without cancelled orders.', 'A month is a calendar month in UTC.'],
      warnings: ['41 users have no age: they are left out.', 'September has days until the 27th only.'],
    }),
  ),
  story('repaired', change(bars, { attempts: REPAIRED })),
  story('edited and run again', change(bars, { rerunOf: '9r0awy00000000000000000000', programEdited: true })),
  story('shared by another', change(bars, { actions: ['export'], sharing: { shared: true } })),
  story(
    'shared, verified and rated',
    change(bars, {
      sharing: { shared: true },
      feedback: { rating: 'up', note: 'Matches the report of finance.', verified: true, givenAt: bars.job.acceptedAt },
      actions: ['erase', 'rerun', 'edit', 'share', 'feedback', 'verify', 'follow-up', 'export'],
    }),
  ),
  story('actions refused', bars, 'The service is away. Nothing was changed; send it again in a minute.'),
  story(
    'image without a specification',
    change(bars, { artifacts: bars.job.artifacts.filter(({ name }) => !name.endsWith('.vl.json')) }),
  ),
  story(
    'hostile chart',
    change(
      bars,
      {},
      {
        ...bars.files,
        'chart.vl.json': (bars.files['chart.vl.json'] ?? '').replace(
          '"values":[',
          '"url":"https://evil.example/","values":[',
        ),
      },
    ),
  ),
  story(
    'hostile titles',
    change(
      bars,
      {},
      {
        ...bars.files,
        'chart.vl.json': (bars.files['chart.vl.json'] ?? '').replaceAll(
          'Average age',
          '<script>parent.document.title=1</script>',
        ),
      },
    ),
  ),
  story('files deleted', change(bars, {}, {})),
  story('hostile', hostile(bars)),
];
