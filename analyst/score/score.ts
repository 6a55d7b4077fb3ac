import type { Features } from './features';
import fitted from './weights.json';

const names = Object.keys(fitted.weights) as (keyof typeof fitted.weights)[];

/** The probability that a statement is what a question asks for, by weights fitted on answered questions. */
export function probabilityOf(features: Features): number {
  const against = names.reduce((sum, name) => sum + fitted.weights[name] * features[name], 0);
  return 1 / (1 + Math.exp(against - fitted.bias));
}

/** The least probability of a statement that is run. */
export const LEAST_PROBABILITY = fitted.least;
