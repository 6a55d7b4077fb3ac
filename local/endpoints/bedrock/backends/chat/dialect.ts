/** What a server accepts of the chat completions API. */
export interface Dialect {
  readonly limit: 'max_tokens' | 'max_completion_tokens' | 'none';
  readonly toolChoice: 'named' | 'required' | 'auto';
  readonly tools: boolean;
  readonly stream: boolean;
  readonly streamOptions: boolean;
  /** Whether instructions may be a separate message. */
  readonly systemRole: boolean;
}

/** All of it, as most servers accept it. */
export const fullDialect: Dialect = {
  limit: 'max_tokens',
  toolChoice: 'named',
  tools: true,
  stream: true,
  streamOptions: true,
  systemRole: true,
};

/** What to leave out for a refusal with such a message, tried in this order. Undefined if it is left out already. */
const rules: readonly (readonly [RegExp, (dialect: Dialect) => Partial<Dialect> | undefined])[] = [
  [/max_completion_tokens/i, ({ limit }) => (limit === 'max_tokens' ? { limit: 'max_completion_tokens' } : undefined)],
  [/max_(?:completion_)?tokens/i, ({ limit }) => (limit === 'none' ? undefined : { limit: 'none' })],
  [/stream_options/i, ({ streamOptions }) => (streamOptions ? { streamOptions: false } : undefined)],
  [
    /\bstream(?:ing)?\b.*\b(?:not|un)|(?:not|un)\w* .*\bstream/i,
    ({ stream }) => (stream ? { stream: false, streamOptions: false } : undefined),
  ],
  [
    /tool[ _]?choice/i,
    ({ toolChoice, tools }) => {
      if (!tools || toolChoice === 'auto') return undefined;
      return { toolChoice: toolChoice === 'named' ? 'required' : 'auto' };
    },
  ],
  [
    /\bsystem\b.*\b(?:role|message|prompt)|\brole\b.*\bsystem/i,
    ({ systemRole }) => (systemRole ? { systemRole: false } : undefined),
  ],
  [/\btools?\b|tool[ _]|function/i, ({ tools }) => (tools ? { tools: false } : undefined)],
];

/** The dialect without what the message names. Undefined if the message names nothing that can be left out. */
export function simplerDialect(dialect: Dialect, message: string): Dialect | undefined {
  for (const [pattern, change] of rules) {
    const changes = pattern.test(message) ? change(dialect) : undefined;
    if (changes) return { ...dialect, ...changes };
  }
  return undefined;
}
