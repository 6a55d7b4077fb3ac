import {
  ERASABLE_AFTER_SECONDS,
  GENERATE_FUNCTION_SECONDS,
  GENERATE_VISIBILITY_SECONDS,
  GENERATION_SECONDS,
  HAND_IN_SECONDS,
  LEASE_RENEWAL_SECONDS,
  LEASE_SECONDS,
  LOOK_SECONDS,
  LOOKS_SECONDS,
  MIN_MODEL_CALL_SECONDS,
  MODEL_CALL_SECONDS,
  MODEL_IDLE_SECONDS,
  REPAIR_WAIT_SECONDS,
  TABLES_WAIT_SECONDS,
} from '../../../lib/time-limits';

const increasing = (...limits: number[]) => expect(limits).toEqual([...new Set(limits)].sort((a, b) => a - b));

describe('the time limits of a generation', () => {
  it('increase from one call of the model to the erasure of the job', () => {
    increasing(
      MODEL_IDLE_SECONDS,
      MIN_MODEL_CALL_SECONDS,
      MODEL_CALL_SECONDS,
      HAND_IN_SECONDS,
      GENERATION_SECONDS,
      GENERATE_FUNCTION_SECONDS,
      GENERATE_VISIBILITY_SECONDS,
      REPAIR_WAIT_SECONDS,
      ERASABLE_AFTER_SECONDS,
    );
  });

  it('leave time for a call after the model had to hand in', () => {
    expect(GENERATION_SECONDS - HAND_IN_SECONDS).toBeGreaterThanOrEqual(MIN_MODEL_CALL_SECONDS);
  });

  it('let a repair take two sweeps and a whole invocation', () => {
    expect(REPAIR_WAIT_SECONDS).toBeGreaterThanOrEqual(2 * 60 + GENERATE_FUNCTION_SECONDS);
  });

  it('keep a lease longer than the longest pause between two renewals', () => {
    expect(LEASE_SECONDS).toBeGreaterThan(MODEL_IDLE_SECONDS + LEASE_RENEWAL_SECONDS);
  });

  it('let a prompt wait for its tables within one lease', () => {
    expect(TABLES_WAIT_SECONDS).toBeLessThan(LEASE_SECONDS - MODEL_IDLE_SECONDS);
    expect(TABLES_WAIT_SECONDS).toBeLessThan(HAND_IN_SECONDS);
  });

  it('leave time for a call after looks that began just before the model had to hand in', () => {
    expect(LOOK_SECONDS).toBeLessThanOrEqual(LOOKS_SECONDS);
    expect(HAND_IN_SECONDS + LOOKS_SECONDS + MIN_MODEL_CALL_SECONDS).toBeLessThanOrEqual(GENERATION_SECONDS);
  });

  it('let looks, and the call before the next renewal, take place within one lease', () => {
    expect(LOOKS_SECONDS + MODEL_IDLE_SECONDS).toBeLessThan(LEASE_SECONDS);
  });

  it('let the next invocation take the lease of a lost one when its message is delivered again', () => {
    expect(LEASE_SECONDS).toBeLessThan(GENERATE_VISIBILITY_SECONDS);
  });
});
