/** All chunks of a job, in UTF-8. */
export const MAX_OUTPUT_BYTES = 1_000_000;

/** A part of what the programs of a job print while they run. */
export interface OutputChunk {
  readonly key: string;
  readonly launch: number;
  /** Characters (UTF-16 code units) of the job's output before this chunk. */
  readonly start: number;
}

export interface StoredOutput {
  readonly chunks: readonly OutputChunk[];
  /** Whether more was printed than is stored. */
  readonly isTruncated: boolean;
}

const chunkKey = /\/output\/(\d+)\/(\d+)\.txt$/;

/**
 * The chunks of a job in their order, from the keys of its output. Each launch continues where the output ended when the
 * launch began to write. What an earlier launch stored after that is left out: offsets that a reader has stay valid.
 */
export function storedOutput(keysOfOutput: readonly string[]): StoredOutput {
  const all = keysOfOutput.flatMap((key): OutputChunk[] => {
    const [, launch, start] = chunkKey.exec(key) ?? [];
    return launch === undefined ? [] : [{ key, launch: Number(launch), start: Number(start) }];
  });
  all.sort((a, b) => a.launch - b.launch || a.start - b.start);
  const firstStarts = new Map<number, number>();
  for (const { launch, start } of all) if (!firstStarts.has(launch)) firstStarts.set(launch, start);
  const isCurrent = ({ launch, start }: OutputChunk) =>
    [...firstStarts].every(([later, first]) => later <= launch || start < first);
  return {
    chunks: all.filter(isCurrent),
    isTruncated: keysOfOutput.some((key) => key.endsWith('/truncated.txt')),
  };
}
