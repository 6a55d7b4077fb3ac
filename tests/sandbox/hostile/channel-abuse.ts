/** Programs that write to the channel without the package `interpreter`. */
export const channelAbuses: readonly {
  readonly name: string;
  readonly program: string;
  /** Name of the limit that it exceeds. */
  readonly limit: string;
  /** The least that it sends to a reader without limits. */
  readonly atLeast: { readonly lines?: number; readonly bytes?: number };
}[] = [
  {
    name: 'sends a line of 64 MB',
    program: "os.write(3, b'{')\nfor _ in range(64): os.write(3, b'x' * 1_000_000)",
    limit: 'message size',
    atLeast: { bytes: 50_000_000 },
  },
  {
    name: 'floods it with invalid messages',
    program: "for _ in range(100): os.write(3, b'\\x00\\xff{}\\n' * 100)",
    limit: 'messages',
    atLeast: { lines: 5_000 },
  },
  {
    name: 'floods it with queries and never reads a response',
    program: `for _ in range(2_000): os.write(3, b'{"query":{"sql":"select 1","name":null}}\\n')`,
    limit: 'queries',
    atLeast: { lines: 1_000 },
  },
  {
    name: 'floods it with long messages',
    program: "for _ in range(100): os.write(3, b'x' * 900_000 + b'\\n')",
    limit: 'messages',
    atLeast: { bytes: 80_000_000 },
  },
  {
    name: 'sends JSON that is nested without end',
    program: "for _ in range(1_500): os.write(3, b'[' * 50_000 + b'\\n')",
    limit: 'messages',
    atLeast: { lines: 1_000 },
  },
];
