import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { goldAnswers } from '../../eval/gold';
import { QUESTIONS, readSets } from '../../eval/questions';

const sets = readSets();
const questions = sets.flatMap((set) => set.questions);

describe('the questions', () => {
  it('are sixty over four schemas, twelve of them unanswerable', () => {
    expect(sets).toHaveLength(4);
    expect(questions.length).toBeGreaterThanOrEqual(60);
    expect(questions.filter(({ unanswerable }) => unanswerable).length).toBeGreaterThanOrEqual(12);
    expect(new Set(questions.map(({ ask }) => ask)).size).toBe(questions.length);
  });

  it('have an answer, or a reason why they have none', () => {
    for (const { ask, gold, unanswerable, between } of questions) {
      const known = [gold, unanswerable, between].filter((one) => one !== undefined);
      expect([ask, known.length]).toEqual([ask, 1]);
    }
  });

  it.each(sets)('of $name have gold answers that are not empty', async (set) => {
    const answers = await goldAnswers(set);
    for (const [index, { ask, gold }] of set.questions.entries()) {
      if (gold)
        expect([ask, answers[index]?.flat().every((cell) => cell !== null && cell !== undefined)]).toEqual([ask, true]);
      if (gold) expect([ask, answers[index]?.length]).not.toEqual([ask, 0]);
    }
  });

  it('are about the tables of the generators', () => {
    const folder = mkdtempSync(join(tmpdir(), 'questions-'));
    try {
      execFileSync(process.execPath, [join(QUESTIONS, 'generate/index.mjs'), folder]);
      for (const name of readdirSync(folder)) {
        for (const file of readdirSync(join(folder, name, 'tables'))) {
          const path = join(name, 'tables', file);
          expect([
            path,
            readFileSync(join(folder, path), 'utf8') === readFileSync(join(QUESTIONS, path), 'utf8'),
          ]).toEqual([path, true]);
        }
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
