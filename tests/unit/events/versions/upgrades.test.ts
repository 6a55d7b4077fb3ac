import * as z from 'zod/mini';
import { defineEvent } from '../../../../events';

const stamp = { jobId: '01jdab3x9y7q2k4m6n8p0r1s2t', occurredAt: '2026-11-22T07:00:00.000Z' };
const envelope = { ...stamp, eventId: `${stamp.jobId}:Measured` };

/** An event whose first version had Fahrenheit, whose second named the unit, and whose third has a place. */
const Measured = defineEvent('Measured', { celsius: z.number(), place: z.string() }, undefined, {
  version: 3,
  upgrades: {
    1: ({ degrees, ...detail }) => ({ ...detail, fahrenheit: degrees }),
    2: ({ fahrenheit, ...detail }) => ({ ...detail, celsius: ((Number(fahrenheit) - 32) * 5) / 9, place: 'unknown' }),
  },
});

describe('an event of an earlier version', () => {
  it.each([
    [1, { degrees: 212 }],
    [2, { fahrenheit: 212 }],
    [3, { celsius: 100, place: 'unknown' }],
  ])('%d is read as one of this version', (version, detail) => {
    expect(Measured.parse({ ...envelope, version, ...detail })).toEqual({
      ...envelope,
      version: 3,
      celsius: 100,
      place: 'unknown',
    });
  });

  it('is refused when it violates its contract', () => {
    expect(() => Measured.parse({ ...envelope, version: 1, fahrenheit: 212 })).toThrow();
  });

  it.each([0, 4, '3', undefined])('is refused when its version is unknown: %p', (version) => {
    expect(() => Measured.parse({ ...envelope, version, celsius: 100, place: 'here' })).toThrow();
  });

  it.each([null, undefined, 'text', 7, []])('is refused when it is not an event: %p', (detail) => {
    expect(() => Measured.parse(detail)).toThrow();
  });
});

describe('a new event', () => {
  it('has this version', () => {
    const { detail } = Measured.create({ ...stamp, celsius: 20, place: 'here' });
    expect(detail).toEqual({ ...envelope, version: 3, celsius: 20, place: 'here' });
  });
});
