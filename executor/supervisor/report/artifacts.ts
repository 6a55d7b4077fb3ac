import { createHash } from 'node:crypto';
import type { Artifact, ManifestDocument, ReportDocument, ReportSummary } from '../../../events';
import { keys } from '../../../events';
import { programHeader } from '../../../lib/program-header';
import type { CollectedFile, JobFiles } from '../ports';

/** Artifacts that the supervisor writes. A program's file or folder with such a name is renamed. */
const RESERVED_NAMES = ['answer.md', 'program.py', 'queries.json', 'manifest.json'];

export interface NamedFiles {
  readonly files: readonly CollectedFile[];
  /** A sentence for each file or folder that was renamed. */
  readonly warnings: readonly string[];
}

/** Renames the program's files that collide with a reserved name on a case-insensitive file system. */
export function renameReserved(collected: readonly CollectedFile[]): NamedFiles {
  const taken = new Set([...RESERVED_NAMES, ...collected.map(({ name }) => topLevel(name).toLowerCase())]);
  const renames = new Map<string, string>();
  const warnings: string[] = [];
  const files = collected.map((file) => {
    const top = topLevel(file.name);
    const reserved = top.toLowerCase();
    if (!RESERVED_NAMES.includes(reserved)) return file;
    const newName = renames.get(top) ?? freeName(top, taken);
    if (!renames.has(top)) {
      const kind = top === file.name ? 'file' : 'folder';
      warnings.push(`The program's ${kind} ${top} was renamed to ${newName}: ${reserved} is a reserved name.`);
    }
    renames.set(top, newName);
    taken.add(newName.toLowerCase());
    return { ...file, name: newName + file.name.slice(top.length) };
  });
  return { files, warnings };
}

/** The file itself, or its outermost folder. */
const topLevel = (name: string): string => name.split('/', 1)[0] ?? '';

/** `answer-2.md` for `answer.md`, with the first number that is not taken. */
function freeName(name: string, taken: ReadonlySet<string>): string {
  const [stem, extension] = name.split('.') as [string, string];
  let number = 2;
  while (taken.has(`${stem}-${number}.${extension}`.toLowerCase())) number += 1;
  return `${stem}-${number}.${extension}`;
}

export interface FinalAttempt
  extends Pick<ManifestDocument, 'jobId' | 'launch' | 'attempt' | 'createdAt'>,
    Pick<ReportDocument, 'answer' | 'queries'>,
    Pick<ReportSummary, 'assumptions' | 'warnings'> {
  readonly program: string;
  readonly files: readonly CollectedFile[];
}

/** Uploads the artifacts of a final attempt, the manifest last. Returns the artifacts that the manifest lists. */
export async function writeArtifacts(files: JobFiles, final: FinalAttempt): Promise<Artifact[]> {
  const { jobId, launch, attempt, createdAt, answer } = final;
  const prefix = keys.results(jobId, launch);
  const texts: (readonly [name: string, text: string, mediaType: string])[] = [
    ['program.py', programHeader.add(final.program, jobId), 'text/x-python; charset=utf-8'],
    ['queries.json', `${JSON.stringify(final.queries, null, 2)}\n`, 'application/json'],
  ];
  if (answer !== undefined) {
    texts.unshift([
      'answer.md',
      answerDocument(answer, final.assumptions, final.warnings),
      'text/markdown; charset=utf-8',
    ]);
  }
  await Promise.all(texts.map(([name, text, mediaType]) => files.writeText(prefix + name, text, mediaType)));
  for (const file of final.files) await files.upload(prefix + file.name, file.path, file.mediaType);

  const artifacts = [
    ...texts.map(([name, text, mediaType]) => textArtifact(name, text, mediaType)),
    ...final.files.map(({ name, size, sha256, mediaType }) => ({ name, size, sha256, mediaType })),
  ];
  const manifest: ManifestDocument = { version: 1, jobId, launch, attempt, createdAt, artifacts };
  await files.writeText(`${prefix}manifest.json`, `${JSON.stringify(manifest, null, 2)}\n`, 'application/json');
  return artifacts;
}

function textArtifact(name: string, text: string, mediaType: string): Artifact {
  const bytes = Buffer.from(text);
  return { name, size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex'), mediaType };
}

/** answer.md: the answer, then the assumptions and warnings that its text does not contain. */
export function answerDocument(text: string, assumptions: readonly string[], warnings: readonly string[]): string {
  const section = (title: string, items: readonly string[]) => {
    const missing = items.filter((item) => !text.includes(item));
    return missing.length === 0 ? [] : [`## ${title}\n\n${missing.map((item) => `- ${item}`).join('\n')}`];
  };
  return `${[text.trim(), ...section('Assumptions', assumptions), ...section('Warnings', warnings)].join('\n\n')}\n`;
}
