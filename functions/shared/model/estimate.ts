import type { ModelRequest, TokenUsage } from './port';

/** Of English text and code, in common tokenizers. */
const CHARACTERS_PER_TOKEN = 4;

export const tokensOf = (characters: number): number => Math.ceil(characters / CHARACTERS_PER_TOKEN);

/** The tokens of a response that broke off after `characters` of output. */
export function estimatedUsage({ system, messages, toolConfig }: ModelRequest, characters: number): TokenUsage {
  const inputTokens = tokensOf(JSON.stringify([system, messages, toolConfig]).length);
  const outputTokens = tokensOf(characters);
  return { inputTokens, outputTokens, totalTokens: inputTokens + outputTokens };
}
