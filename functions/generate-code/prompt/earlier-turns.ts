import { createHash } from 'node:crypto';
import {
  type EarlierJob,
  type Failure,
  GenerationDocument,
  JobDocument,
  ReportDocument,
  type StoredObject,
  type Values,
} from '../../../events';
import type { ObjectStore } from '../../shared/object-store/port';

/** A question before the one that is asked, with its program and its answer. */
export interface EarlierTurn {
  readonly question: string;
  readonly program?: string;
  /** Hash of the catalog that the program was written with. */
  readonly catalogSha256?: string;
  readonly answer?: string;
  readonly values: Values;
  readonly warnings: readonly string[];
  /** Paths in the sandbox. */
  readonly files: readonly string[];
  readonly failure?: Failure;
}

/** The part of a turn that the model gets, as JSON. */
export type ShownTurn = Partial<Omit<EarlierTurn, 'catalogSha256' | 'failure'>> &
  Pick<EarlierTurn, 'question'> & { readonly failure?: string };

/** Which catalog the turns are sent under. */
export interface CatalogRules {
  readonly catalogSha256: string;
  /** Whether the catalog withholds a table, or values of a column. */
  readonly withholds: boolean;
  /** Whether it withholds values of a column. */
  readonly valuesWithheld: boolean;
}

/** Of each text, and of all turns together as JSON. */
const MAX_CHARACTERS = { question: 2_000, program: 8_000, answer: 3_000, values: 3_000, warnings: 1_000 };
const MAX_ALL_CHARACTERS = 30_000;
const MAX_FILES = 30;
/** Artifacts that repeat what the turn has. */
const REPEATED = ['answer.md', 'program.py', 'queries.json'];

/** The turns of the conversation before a job, the oldest first. Jobs that were erased are absent. */
export async function readEarlierTurns(
  objects: Pick<ObjectStore, 'read'>,
  { earlier = [] }: Pick<JobDocument, 'earlier'>,
): Promise<EarlierTurn[]> {
  const turns = await Promise.all(earlier.map((job) => readTurn(objects, job)));
  return turns.filter((turn) => turn !== undefined).reverse();
}

async function readTurn(
  objects: Pick<ObjectStore, 'read'>,
  { jobId, artifacts, ...stored }: EarlierJob,
): Promise<EarlierTurn | undefined> {
  const read = async (object: StoredObject | undefined) => object && ((await contentOf(objects, object)) ?? ERASED);
  const texts = await Promise.all([read(stored.job), read(stored.generation), read(stored.report)]);
  if (texts.includes(ERASED)) return undefined;
  const [job, generation, report] = [
    parsed(JobDocument, texts[0]),
    parsed(GenerationDocument, texts[1]),
    parsed(ReportDocument, texts[2]),
  ];
  if (!job) return undefined;
  const failure = report?.summary.failure ?? (generation?.result === 'failure' ? generation.failure : undefined);
  const names = artifacts.map(({ name }) => name).filter((name) => !REPEATED.includes(name));
  return {
    question: job.prompt,
    ...(generation?.result === 'program' && {
      program: generation.program,
      catalogSha256: generation.catalogSha256,
    }),
    answer: report?.answer,
    values: report?.summary.values ?? {},
    warnings: report?.summary.warnings ?? [],
    files: names.map((name) => `earlier/${jobId}/${name}`),
    failure,
  };
}

/** In place of the text of an object that was erased. No document is empty. */
const ERASED = '';

/** The object, if it still has the content that it had. */
async function contentOf(objects: Pick<ObjectStore, 'read'>, { key, sha256 }: StoredObject) {
  const text = await objects.read(key);
  return text !== undefined && createHash('sha256').update(text).digest('hex') === sha256 ? text : undefined;
}

interface Schema<T> {
  safeParse(value: unknown): { readonly success: true; readonly data: T } | { readonly success: false };
}

/** Undefined for a document of another version. */
function parsed<T>(schema: Schema<T>, text: string | undefined): T | undefined {
  const result = text === undefined ? undefined : schema.safeParse(JSON.parse(text));
  return result?.success ? result.data : undefined;
}

/**
 * What the model gets of the turns, cut to a length, the last ones first. While the catalog withholds anything, a turn
 * whose program was written under another one has its question only: the rest may have what is withheld now. While it
 * withholds values, no turn has what a program computed, printed or named.
 */
export function shownTurns(turns: readonly EarlierTurn[], rules: CatalogRules): ShownTurn[] {
  const shown: ShownTurn[] = [];
  let left = MAX_ALL_CHARACTERS;
  for (const turn of [...turns].reverse()) {
    const next = shownTurn(turn, rules);
    left -= JSON.stringify(next).length;
    if (left < 0 && shown.length > 0) break;
    shown.unshift(next);
  }
  return shown;
}

function shownTurn(turn: EarlierTurn, { catalogSha256, withholds, valuesWithheld }: CatalogRules): ShownTurn {
  const question = head(turn.question, MAX_CHARACTERS.question);
  if (withholds && turn.catalogSha256 !== catalogSha256) return { question };
  const program = turn.program && head(turn.program, MAX_CHARACTERS.program);
  if (valuesWithheld) return { question, program, failure: turn.failure?.kind };
  return {
    question,
    program,
    answer: turn.answer && head(turn.answer, MAX_CHARACTERS.answer),
    values: firstValues(turn.values),
    warnings: within(turn.warnings, MAX_CHARACTERS.warnings),
    files: turn.files.slice(0, MAX_FILES),
    failure: turn.failure && `${turn.failure.kind}: ${head(turn.failure.message, MAX_CHARACTERS.warnings)}`,
  };
}

const head = (text: string, characters: number): string =>
  text.length <= characters ? text : `${text.slice(0, characters)}…`;

/** The first texts that fit. */
function within(texts: readonly string[], characters: number): string[] {
  let left = characters;
  return texts.filter((text) => {
    left -= text.length;
    return left >= 0;
  });
}

function firstValues(values: Values): Values {
  const entries = Object.entries(values);
  const kept = within(
    entries.map((entry) => JSON.stringify(entry)),
    MAX_CHARACTERS.values,
  );
  return Object.fromEntries(kept.map((entry) => JSON.parse(entry)));
}
