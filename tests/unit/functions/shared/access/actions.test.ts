import { JOB_ACTIONS } from '../../../../../events';
import { actionsOf, type Caller, mayRead, refusalOf } from '../../../../../functions/shared/access/actions';
import type { Fact } from '../../../../../functions/shared/domain/facts';
import { VERIFICATION_SECONDS } from '../../../../../functions/shared/domain/feedback';
import { apply, newJob } from '../../../../../functions/shared/domain/job';
import { accepted, at, finished, generated, JOB_ID, launched, promptReceived, running, stopped } from '../domain/facts';

const failure = { kind: 'program_error', message: 'KeyError' } as const;
const published: Fact = { type: 'OutcomePublished', at: at(41) };
const succeeded: Fact[] = [promptReceived, generated(), launched(), running(), finished(), stopped(), published];
const failed: Fact[] = [...succeeded.slice(0, 4), finished(1, { result: 'failed', failure }), stopped(), published];
const shared: Fact = { type: 'SharingChanged', at: at(50), shared: true };
const withdrawn: Fact = { type: 'SharingChanged', at: at(51), shared: false };
const verifying: Fact = { type: 'VerificationStarted', at: at(55), verified: true };
const verified: Fact = { type: 'VerificationFinished', at: at(56), startedAt: at(55), verified: true };
const erasing: Fact = { type: 'ErasureStarted', at: at(57) };

const callers: Readonly<Record<string, Caller>> = {
  owner: { owner: 'anonymous', isCurator: false },
  'owner who is a curator': { owner: 'anonymous', isCurator: true },
  curator: { owner: 'another', isCurator: true },
  reader: { owner: 'another', isCurator: false },
};

const jobOf = (facts: readonly Fact[]) => facts.reduce(apply, newJob(accepted()));
const allowed = { editedPrograms: true };
const actions = (facts: readonly Fact[], caller: string, settings = allowed, now = at(60)) =>
  actionsOf(jobOf(facts), callers[caller] as Caller, now, settings).join(' ');

const ALL = 'erase rerun edit share feedback verify follow-up export';

describe('what a caller may do with a job', () => {
  it.each([
    ['running', [promptReceived, generated(), launched()], 'owner', 'cancel share'],
    ['running', [promptReceived, generated(), launched(), shared], 'curator', ''],
    ['failed', failed, 'owner', 'erase rerun edit share feedback follow-up export'],
    ['failed', failed, 'owner who is a curator', 'erase rerun edit share feedback follow-up export'],
    ['succeeded', succeeded, 'owner', ALL.replace('verify ', '')],
    ['succeeded', succeeded, 'owner who is a curator', ALL],
    ['succeeded and not shared', succeeded, 'curator', ''],
    ['succeeded and not shared', succeeded, 'reader', ''],
    ['shared', [...succeeded, shared], 'owner who is a curator', ALL],
    ['shared', [...succeeded, shared], 'curator', 'verify export'],
    ['shared', [...succeeded, shared], 'reader', 'export'],
    ['no longer shared', [...succeeded, shared, withdrawn], 'curator', ''],
    ['being verified', [...succeeded, shared, verifying], 'curator', 'export'],
    [
      'being verified',
      [...succeeded, verifying],
      'owner who is a curator',
      ALL.replace('erase ', '').replace('verify ', ''),
    ],
    ['verified', [...succeeded, shared, verifying, verified], 'curator', 'verify export'],
    ['verified', [...succeeded, verifying, verified], 'owner who is a curator', ALL],
    ['being erased', [...succeeded, shared, erasing], 'owner who is a curator', 'erase'],
    ['being erased', [...succeeded, shared, erasing], 'curator', ''],
    [
      'cancelled without a program',
      [promptReceived, { type: 'CancelRequested', at: at(2) }],
      'owner',
      'share feedback follow-up',
    ],
  ] as [string, Fact[], string, string][])('a job that is %s', (_, facts, caller, expected) => {
    expect([caller, actions(facts, caller)]).toEqual([caller, expected]);
  });

  it('is less where the deployment runs no edited programs, and less still with one that was edited before', () => {
    const settings = { editedPrograms: false };
    expect(actions(succeeded, 'owner', settings)).toMatch(/rerun share/);
    const job = succeeded.reduce(apply, newJob(accepted({ rerunOf: JOB_ID, programEdited: true })));
    expect(actionsOf(job, callers.owner as Caller, at(60), settings)).not.toContain('rerun');
    expect(actionsOf(job, callers.owner as Caller, at(60), allowed)).toContain('rerun');
  });

  it('is to verify and to erase again once a verification was lost', () => {
    const facts = [...succeeded, verifying];
    const just = at(55 + VERIFICATION_SECONDS);
    expect(actions(facts, 'owner who is a curator', allowed, just)).toBe(ALL);
    expect(actions(facts, 'owner who is a curator', allowed, at(54 + VERIFICATION_SECONDS))).not.toMatch(
      /verify|erase/,
    );
  });

  it('is nothing for others who cannot read it, as if it did not exist', () => {
    for (const facts of [succeeded, [...succeeded, shared, withdrawn], [...succeeded, shared, erasing]]) {
      const job = jobOf(facts);
      for (const caller of [callers.curator, callers.reader] as Caller[]) {
        expect(mayRead(job, caller)).toBe(false);
        for (const action of JOB_ACTIONS)
          expect([action, refusalOf(action, job, caller, at(60))?.kind]).toEqual([action, 'not-found']);
      }
    }
  });

  it('says to readers of a shared job what is only for the owner or curators', () => {
    const job = jobOf([...succeeded, shared]);
    const kinds = JOB_ACTIONS.map((action) => [action, refusalOf(action, job, callers.reader as Caller, at(60))?.kind]);
    expect(Object.fromEntries(kinds)).toEqual({
      cancel: 'not-found',
      erase: 'not-found',
      rerun: 'not-found',
      edit: 'not-found',
      share: 'not-found',
      feedback: 'forbidden',
      verify: 'forbidden',
      'follow-up': 'not-found',
      export: undefined,
    });
  });
});
