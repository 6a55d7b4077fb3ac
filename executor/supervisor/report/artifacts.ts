import { createHash } from 'node:crypto';
import type { Artifact, ManifestDocument, QueryRun } from '../../../events';
import { keys } from '../../../events';
import type { CollectedFile, JobFiles } from '../ports';
import { answerDocument } from './answer';

/** Written by the supervisor; a program's file or folder of such a name gets another one. */
const OWN_NAMES = ['answer.md', 'program.py', 'queries.json', 'manifest.json'];

export interface NamedOutputs {
  readonly files: readonly CollectedFile[];
  /** A sentence for each file that was renamed. */
  readonly warnings: readonly string[];
}

/** Gives the program's files names that collide with none of the supervisor's, on no file system. */
export function nameOutputs(collected: readonly CollectedFile[]): NamedOutputs {
  const taken = new Set([...OWN_NAMES, ...collected.map(({ name }) => topOf(name).toLowerCase())]);
  const renamed = new Map<string, string>();
  const warnings: string[] = [];
  const files = collected.map((file) => {
    const top = topOf(file.name);
    const own = top.toLowerCase();
    if (!OWN_NAMES.includes(own)) return file;
    const other = renamed.get(top) ?? free(top, taken);
    if (!renamed.has(top)) {
      const what = top === file.name ? 'file' : 'folder';
      warnings.push(`The program's ${what} ${top} is kept as ${other}: ${own} is a name of the job's own.`);
    }
    renamed.set(top, other);
    taken.add(other.toLowerCase());
    return { ...file, name: other + file.name.slice(top.length) };
  });
  return { files, warnings };
}

/** The file itself, or the outermost folder that it is in. */
const topOf = (name: string): string => name.split('/', 1)[0] ?? '';

/** A name like this one that nothing has. */
function free(name: string, taken: ReadonlySet<string>): string {
  const [stem, extension] = name.split('.') as [string, string];
  let number = 2;
  while (taken.has(`${stem}-${number}.${extension}`.toLowerCase())) number += 1;
  return `${stem}-${number}.${extension}`;
}

export interface FinalOutputs {
  readonly jobId: string;
  readonly launch: number;
  readonly attempt: number;
  readonly createdAt: string;
  readonly program: string;
  /** The program's text; undefined when it failed: what it said before is no answer. */
  readonly answer: string | undefined;
  readonly assumptions: readonly string[];
  readonly warnings: readonly string[];
  readonly queries: readonly QueryRun[];
  readonly files: readonly CollectedFile[];
}

/** Uploads the outputs of a final attempt, the manifest last; returns what the manifest lists. */
export async function writeOutputs(files: JobFiles, outputs: FinalOutputs): Promise<Artifact[]> {
  const { jobId, launch, attempt, createdAt, answer } = outputs;
  const prefix = keys.results(jobId, launch);
  const texts: (readonly [name: string, text: string, mediaType: string])[] = [
    ['program.py', outputs.program, 'text/x-python; charset=utf-8'],
    ['queries.json', `${JSON.stringify(outputs.queries, null, 2)}\n`, 'application/json'],
  ];
  if (answer !== undefined) {
    texts.unshift([
      'answer.md',
      answerDocument(answer, outputs.assumptions, outputs.warnings),
      'text/markdown; charset=utf-8',
    ]);
  }
  await Promise.all(texts.map(([name, text, mediaType]) => files.writeText(prefix + name, text, mediaType)));
  for (const file of outputs.files) await files.upload(prefix + file.name, file.path, file.mediaType);

  const artifacts = [
    ...texts.map(([name, text, mediaType]) => describe(name, text, mediaType)),
    ...outputs.files.map(({ name, size, sha256, mediaType }) => ({ name, size, sha256, mediaType })),
  ];
  const manifest: ManifestDocument = { version: 1, jobId, launch, attempt, createdAt, artifacts };
  await files.writeText(`${prefix}manifest.json`, `${JSON.stringify(manifest, null, 2)}\n`, 'application/json');
  return artifacts;
}

function describe(name: string, text: string, mediaType: string): Artifact {
  const bytes = Buffer.from(text);
  return { name, size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex'), mediaType };
}
