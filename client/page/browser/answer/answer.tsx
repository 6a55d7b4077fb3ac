import { useMemo } from 'preact/hooks';
import type { JobView } from '../../..';
import { may } from '../state/may';
import type { AnswerActions } from './actions';
import { ChartFigure } from './chart/chart-figure';
import { Attempts, failedAttempts } from './details/attempts';
import { Facts } from './details/facts';
import { Files } from './details/files';
import { Method, methodSummary } from './details/method';
import { countOf, formatDollars, formatSeconds } from './details/words';
import { Icon } from './icon';
import { type Block, blocksOf, imagesOf, isFigure, textOf } from './text/blocks';
import { Blocks } from './text/blocks-view';
import { Tools } from './tools/tools';
import './answer.css';

export interface AnswerProps {
  readonly job: JobView;
  readonly actions: AnswerActions;
}

const IMAGE = /\.(?:png|jpe?g|webp|svg)$/i;
const SPECIFICATION = '.vl.json';

/** Words of questions whose answer is a chart. */
const CHART_WORDS =
  /\b(?:charts?|plot(?:s|ted)?|graphs?|draw|visuali[sz]e|visuali[sz]ation|diagrams?|histograms?|distribution|scatter|pie)\b/i;

/** The answer of a job that succeeded. */
export function Answer({ job, actions }: AnswerProps) {
  const blocks = useMemo(() => blocksOf(job.answer ?? ''), [job.answer]);
  const names = useMemo(() => new Map(job.artifacts.map((artifact) => [artifact.name, artifact])), [job.artifacts]);

  const chart = (name: string, title: string) => {
    const specification = `${name.replace(/\.[^./]+$/, '')}${SPECIFICATION}`;
    return (
      <ChartFigure
        key={name}
        name={name}
        specification={names.has(specification) ? specification : undefined}
        title={title}
        read={actions.blob}
      />
    );
  };
  const image = (name: string, title: string) => (names.has(name) && IMAGE.test(name) ? chart(name, title) : undefined);
  const file = (name: string) => {
    const artifact = names.get(name);
    return artifact && { name, size: artifact.size, read: () => actions.blob(name) };
  };
  const inText = new Set(blocks.flatMap(imagesOf));
  const others = [...names.keys()].filter((name) => IMAGE.test(name) && !inText.has(name));
  const wantsChart = CHART_WORDS.test(job.prompt);
  const { first, headline, rest } = partsOf(blocks, wantsChart);
  const context = { heading: '', image, file };
  const warnings = notIn(job.warnings, blocks);
  const assumptions = notIn(job.assumptions, blocks);
  const failed = failedAttempts(job);

  return (
    <div class="answer">
      {job.feedback?.verified && (
        <p class="badge">
          <Icon name="verified" />
          Verified by a curator
        </p>
      )}
      <Blocks blocks={first} {...context} />
      {wantsChart && others.map((name) => chart(name, ''))}
      <Blocks blocks={headline} {...context} />
      {warnings.length > 0 && (
        <section class="answer-warnings" aria-label="Warnings">
          <Icon name="warning" />
          <ul>
            {warnings.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </section>
      )}
      <Blocks blocks={rest} {...context} />
      {!wantsChart && others.map((name) => chart(name, ''))}
      {assumptions.length > 0 && (
        <section class="answer-assumptions" aria-label="Assumptions">
          <h3>Assumed</h3>
          <ul>
            {assumptions.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </section>
      )}
      <Tools job={job} actions={actions} />
      <div class="panels">
        <Panel title="How it was computed" note={methodSummary(job)}>
          <Method job={job} onRun={may(job, 'edit') ? actions.rerun : undefined} />
        </Panel>
        {job.artifacts.length > 0 && (
          <Panel title="Files" note={countOf(job.artifacts.length, 'file')}>
            <Files artifacts={job.artifacts} read={actions.blob} />
          </Panel>
        )}
        {failed.length > 0 && (
          <Panel title="Repaired" note={`${countOf(failed.length, 'program')} failed before this one`}>
            <Attempts attempts={failed} />
          </Panel>
        )}
        <Panel title="Time, cost and sandbox" note={summaryOf(job)}>
          <Facts job={job} />
        </Panel>
      </div>
    </div>
  );
}

interface PanelProps {
  readonly title: string;
  readonly note: string;
  readonly children: preact.ComponentChildren;
}

function Panel({ title, note, children }: PanelProps) {
  return (
    <details class="panel">
      <summary>
        <h3>{title}</h3>
        <span class="quiet-text">{note}</span>
      </summary>
      {children}
    </details>
  );
}

const summaryOf = ({ timings, cost }: JobView): string =>
  [
    ...(timings.total === undefined ? [] : [formatSeconds(timings.total)]),
    ...(cost ? [`${cost.estimated ? 'about ' : ''}${formatDollars(cost.usd)}`] : []),
  ].join(', ');

/** Charts that were asked for, the first paragraph, and the rest. */
function partsOf(blocks: readonly Block[], wantsChart: boolean): Record<'first' | 'headline' | 'rest', Block[]> {
  const first = wantsChart ? blocks.filter(isFigure) : [];
  const text = blocks.filter((block) => !first.includes(block));
  const hasHeadline = text[0]?.token.type === 'paragraph_open' && !isFigure(text[0]);
  return { first, headline: hasHeadline ? text.slice(0, 1) : [], rest: hasHeadline ? text.slice(1) : text };
}

/** Sentences that the answer does not have already. */
function notIn(lines: readonly string[], blocks: readonly Block[]): string[] {
  const text = blocks
    .filter(({ token }) => token.type !== 'table_open')
    .map(textOf)
    .join('\n');
  return [...new Set(lines)].filter((line) => !text.includes(line));
}
