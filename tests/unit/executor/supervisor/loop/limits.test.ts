import { SIZE_CLASSES } from '../../../../../events';
import { runLimits } from '../../../../../executor/supervisor/loop/limits';

const limits = { timeoutSeconds: 60, maxAttempts: 3 };

describe('the limits of a run', () => {
  it('let a busy program reach its wall time before its CPU time', () => {
    const vcpus = { small: 1, medium: 2, large: 4 };
    for (const size of SIZE_CLASSES) {
      const { wallSeconds, cpuSeconds } = runLimits(size, limits, 3600);
      expect(wallSeconds).toBe(60);
      expect(cpuSeconds).toBeGreaterThan((wallSeconds + 1.2) * vcpus[size]);
    }
  });

  it('give a program the processors of its size, in number and in CPU time', () => {
    for (const size of SIZE_CLASSES) {
      const { wallSeconds, cpuSeconds, processors } = runLimits(size, limits, 3600);
      expect(processors).toBe({ small: 1, medium: 2, large: 4 }[size]);
      expect(cpuSeconds).toBeGreaterThan(wallSeconds * processors);
    }
  });

  it('leave time to report before the job’s deadline', () => {
    expect(runLimits('small', limits, 40).wallSeconds).toBe(30);
    expect(runLimits('small', limits, 3).wallSeconds).toBe(1);
  });

  it('grow with the size', () => {
    const [small, medium, large] = SIZE_CLASSES.map((size) => runLimits(size, limits, 3600).memoryBytes);
    expect(small).toBe(1.5 * 1024 ** 3);
    expect(medium).toBeGreaterThan(small ?? 0);
    expect(large).toBeGreaterThan(medium ?? 0);
  });
});
