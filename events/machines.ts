import type { SizeClass } from './common';

/** CPU and memory of each size class; RunTask overrides, program limits and prices derive from it. */
export const machines: Readonly<Record<SizeClass, { readonly vcpu: number; readonly memoryGb: number }>> = {
  small: { vcpu: 1, memoryGb: 2 },
  medium: { vcpu: 2, memoryGb: 8 },
  large: { vcpu: 4, memoryGb: 16 },
};
