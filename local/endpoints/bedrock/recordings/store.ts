import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { digestOf } from './digest';
import { formatRecording, parseRecording, type Recording } from './recording';
import type { RequestText } from './request-text';

const RESPONSE = '.response.md';
const REQUEST = '.request.md';
const MAX_SLUG = 40;

/** The recordings of one set of questions: a folder of requests and responses. */
export interface RecordingStore {
  /** @throws RecordingError when the file was changed */
  find(request: RequestText): Recording | undefined;
  write(request: RequestText, recording: Recording): void;
  /** Whether the first turn of a question is recorded. */
  has(question: string): boolean;
  /** All recordings. @throws RecordingError when a file was changed */
  all(): Recording[];
}

/** Name of the files of a request, from its question, turn and earlier results. */
export function recordingName({ question, turn, earlier }: Pick<RequestText, 'question' | 'turn' | 'earlier'>): string {
  const slug = question
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, MAX_SLUG)
    .replace(/^-+|-+$/g, '');
  const parts = [slug, digestOf(question).slice(0, 8), String(turn), ...(earlier ? [earlier.slice(0, 8)] : [])];
  return parts.filter(Boolean).join('-');
}

/** Writes a request for people, and the instructions and tools that it names. */
export function writeRequest(folder: string, name: string, request: RequestText): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}${REQUEST}`), `${request.text}\n`);
  const instructions = join(folder, `instructions-${request.instructionsDigest}.md`);
  if (!existsSync(instructions)) writeFileSync(instructions, request.instructions);
}

/** Removes the instructions that no request names any more. */
function removeUnusedInstructions(folder: string): void {
  const names = readdirSync(folder);
  const firstLines = names
    .filter((name) => name.endsWith(REQUEST))
    .map((name) => readFileSync(join(folder, name), 'utf8').split('\n', 1)[0] ?? '');
  for (const name of names.filter((one) => one.startsWith('instructions-'))) {
    if (!firstLines.some((line) => line.includes(name))) rmSync(join(folder, name));
  }
}

export function recordingStore(folder: string): RecordingStore {
  const read = (name: string) => parseRecording(readFileSync(join(folder, name), 'utf8'), join(folder, name));
  return {
    find(request) {
      const name = `${recordingName(request)}${RESPONSE}`;
      return existsSync(join(folder, name)) ? read(name) : undefined;
    },
    write(request, recording) {
      const name = recordingName(request);
      writeRequest(folder, name, request);
      writeFileSync(join(folder, `${name}${RESPONSE}`), formatRecording(recording));
      removeUnusedInstructions(folder);
    },
    has: (question) => existsSync(join(folder, `${recordingName({ question, turn: 1 })}${RESPONSE}`)),
    all: () =>
      existsSync(folder)
        ? readdirSync(folder)
            .filter((name) => name.endsWith(RESPONSE))
            .sort()
            .map(read)
        : [],
  };
}
