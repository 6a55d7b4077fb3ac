import { standbyOption } from '../../../../../local/commands/shared/system-options';

describe('--standby', () => {
  it('is one task by default', () => {
    expect(standbyOption({})).toBe(1);
  });

  it.each(['0', '2', '10'])('takes %s tasks', (standby) => {
    expect(standbyOption({ standby })).toBe(Number(standby));
  });

  it.each(['', '-1', '11', '1.5', 'two', '1e1'])('refuses "%s"', (standby) => {
    expect(() => standbyOption({ standby })).toThrow(`from 0 to 10, not "${standby}"`);
  });
});
