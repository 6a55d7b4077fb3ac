import { liveProgress, progressOn } from '../../../../client/cli/progress';

function stream(isTTY: boolean, columns?: number) {
  const written: string[] = [];
  return { isTTY, columns, written, write: (text: string) => written.push(text) };
}
const event = (text: string) => ({ at: '2026-11-22T07:00:00.000Z', type: 'TaskLaunched', text });

describe('progress', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  it('is a line for each event in a log, with the number of the question when there are several', () => {
    const log = stream(false);
    progressOn(log, ['a', 'b']).step(1, event('Task 7 was launched.'));
    expect(log.written.join()).toMatch(/0\.0 s {2}\[2\] TaskLaunched +Task 7 was launched\.\n$/);
  });

  it('is a line for each running job in a terminal, cut at its edge, gone when the job has ended', () => {
    const terminal = stream(true, 30);
    const progress = liveProgress(terminal, ['a']);
    progress.step(0, event('A long text about a task that runs on'));
    jest.advanceTimersByTime(100);
    expect(terminal.written.at(-1)).toMatch(/^⠙ +0\.1 s {2}A long text about…\n$/);
    progress.end(0);
    expect(terminal.written.at(-1)).toBe('\x1b[1A\x1b[0J');
    terminal.written.length = 0;
    jest.advanceTimersByTime(500);
    progress.close();
    expect(terminal.written.join('')).toBe('');
  });
});
