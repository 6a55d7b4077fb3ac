import { formatCount, formatDay, formatSeconds } from '../../../../client/page/browser/shell/format';
import { iconAddress, tabStateOf, titleOf } from '../../../../client/page/browser/shell/tab';
import { routeOf } from '../../../../client/page/browser/state/route';

describe('what the page shows', () => {
  const now = new Date(2026, 10, 24, 9);
  const daysAgo = (days: number) => new Date(2026, 10, 24 - days, 23, 30).toISOString();

  it('names days as people do', () => {
    expect([0, 1, 3].map((days) => formatDay(daysAgo(days), now))).toEqual(['Today', 'Yesterday', 'Saturday']);
    expect(formatDay(daysAgo(400), now)).toContain('2025');
  });

  it('counts in singular and plural, and seconds in minutes', () => {
    expect([formatCount(1, 'row', 'rows'), formatCount(5000, 'row', 'rows')]).toEqual(['1 row', '5,000 rows']);
    expect([14.9, 60, 65].map(formatSeconds)).toEqual(['14 s', '1 min', '1 min 5 s']);
  });

  it('has a title and an icon for each state of the tab', () => {
    expect(titleOf(tabStateOf('running'), 'How\nmany?')).toBe('… How many?');
    expect(titleOf(tabStateOf('succeeded'), 'x'.repeat(100))).toHaveLength(62);
    expect(titleOf(tabStateOf(undefined), undefined)).toBe('Code Interpreter on AWS');
    expect(new Set((['idle', 'working', 'succeeded', 'failed'] as const).map(iconAddress)).size).toBe(4);
  });

  it('knows the addresses of questions from others', () => {
    expect(routeOf('')).toEqual({ name: 'new' });
    expect(routeOf('#01jdab3x9y7q2k4m6n8p0r1s2t')).toEqual({ name: 'question', jobId: '01jdab3x9y7q2k4m6n8p0r1s2t' });
    expect(routeOf('#<script>')).toEqual({ name: 'unknown' });
  });
});
