import { useMemo, useState } from 'preact/hooks';
import { useAddress, useContent } from '../blobs';
import { Icon } from '../icon';
import { saveFile } from '../save-file';
import { DataTable } from '../table/data-table';
import { chartTable, describeChart } from './chart-data';
import { readChart } from './chart-file';
import { ChartFrame } from './chart-frame';

export interface ChartFigureProps {
  /** Of the image. */
  readonly name: string | undefined;
  /** Of the specification. */
  readonly specification: string | undefined;
  /** Of the image in the answer. */
  readonly title: string;
  readonly read: (name: string) => Promise<Blob>;
}

/** A chart: interactive where its specification can be drawn, otherwise as an image. */
export function ChartFigure({ name, specification, title, read }: ChartFigureProps) {
  const [isUndrawable, setUndrawable] = useState(false);
  const { value: text, problem } = useContent(specification, async (file) => (await read(file)).text());
  const chart = useMemo(() => (text === undefined ? undefined : readChart(text)), [text]);
  const isImage =
    specification === undefined || problem !== undefined || isUndrawable || (text !== undefined && !chart);
  const description = chart ? describeChart(chart) : title === '' || title === 'Chart' ? `Chart ${name ?? ''}` : title;
  return (
    <figure class="chart">
      {isImage ? (
        name !== undefined && <Image name={name} title={description} read={read} />
      ) : chart ? (
        <ChartFrame chart={chart} title={description} onFailure={() => setUndrawable(true)} />
      ) : (
        <p class="quiet-text chart-wait">Loading the chart…</p>
      )}
      <figcaption>
        {name !== undefined && (
          <button
            type="button"
            class="quiet small"
            aria-label={`Download ${name.split('.').at(-1)?.toUpperCase()} of ${description}`}
            onClick={() =>
              void read(name).then(
                (blob) => saveFile(blob, name.split('/').at(-1) ?? name),
                () => {},
              )
            }
          >
            <Icon name="download" />
            {name.split('.').at(-1)?.toUpperCase()}
          </button>
        )}
        {chart && (
          <details class="chart-data">
            <summary>Data of the chart</summary>
            <DataTable caption={`Data of ${chart.title || 'the chart'}`} table={chartTable(chart)} />
          </details>
        )}
      </figcaption>
    </figure>
  );
}

interface ImageProps {
  readonly name: string;
  readonly title: string;
  readonly read: (name: string) => Promise<Blob>;
}

function Image({ name, title, read }: ImageProps) {
  const { value, problem } = useContent(name, read);
  const address = useAddress(value);
  if (problem !== undefined) return <p class="answer-problem">The image cannot be shown: {problem}</p>;
  if (address === undefined) return <p class="quiet-text chart-wait">Loading the chart…</p>;
  return <img src={address} alt={title} />;
}
