import type { SizeClass } from './common';

/** What a task of a size class has: the overrides of RunTask, the limits of programs and the price derive from it. */
export const machines: Readonly<Record<SizeClass, { readonly vcpu: number; readonly memoryGb: number }>> = {
  small: { vcpu: 1, memoryGb: 2 },
  medium: { vcpu: 2, memoryGb: 8 },
  large: { vcpu: 4, memoryGb: 16 },
};
