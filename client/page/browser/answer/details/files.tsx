import { useState } from 'preact/hooks';
import type { JobView } from '../../../..';
import { Icon } from '../icon';
import { Problem } from '../problem';
import { saveFile } from '../save-file';
import { FileTable } from '../table/answer-table';
import { useAction } from '../use-action';
import { formatSize, purposeOf } from './words';

type Artifact = JobView['artifacts'][number];

export interface FilesProps {
  readonly artifacts: readonly Artifact[];
  readonly read: (name: string) => Promise<Blob>;
}

/** What is of the answer itself comes before what is of its making. */
const MAKING = new Set(['answer.md', 'program.py', 'queries.json']);
const isMaking = ({ name }: Artifact): boolean => MAKING.has(name) || name.endsWith('.vl.json');

/** The files of an answer, with what each is for. */
export function Files({ artifacts, read }: FilesProps) {
  const files = [...artifacts.filter((one) => !isMaking(one)), ...artifacts.filter(isMaking)];
  return (
    <ul class="files">
      {files.map((artifact) => (
        <File key={artifact.name} artifact={artifact} read={read} />
      ))}
    </ul>
  );
}

function File({
  artifact: { name, size, mediaType },
  read,
}: {
  readonly artifact: Artifact;
  readonly read: FilesProps['read'];
}) {
  const [isOpen, setOpen] = useState(false);
  const { isRunning, problem, run } = useAction(async () => saveFile(await read(name), name.split('/').at(-1) ?? name));
  const isTable = name.endsWith('.csv');
  return (
    <li>
      <div class="file">
        <span class="file-name">
          <bdi>{name}</bdi>
        </span>
        <span class="quiet-text">{purposeOf(name, mediaType)}</span>
        <span class="quiet-text file-size">{formatSize(size)}</span>
        <span class="file-buttons">
          {isTable && (
            <button
              type="button"
              class="quiet small"
              aria-expanded={isOpen}
              aria-label={`${isOpen ? 'Hide' : 'Show'} ${name}`}
              onClick={() => setOpen(!isOpen)}
            >
              {isOpen ? 'Hide' : 'Show'}
            </button>
          )}
          <button
            type="button"
            class="quiet small"
            disabled={isRunning}
            aria-label={`Download ${name}`}
            onClick={() => void run()}
          >
            <Icon name="download" />
            {isRunning ? 'Downloading…' : 'Download'}
          </button>
        </span>
      </div>
      <Problem text={problem} />
      {isOpen && <FileTable file={{ name, size, read: () => read(name) }} />}
    </li>
  );
}
