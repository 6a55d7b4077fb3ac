export const THINKING = ['off', 'adaptive'] as const;
/** `off` is the least that the model can do; `adaptive` lets the model decide how much it thinks. */
export type Thinking = (typeof THINKING)[number];

export const EFFORTS = ['low', 'medium', 'high'] as const;
export type Effort = (typeof EFFORTS)[number];
