import { readFileSync } from 'node:fs';
import { UsageError } from './arguments';

/** The program in a file; `-` reads standard input. @throws UsageError */
export function readProgram(file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file === '-' ? 0 : file));
  } catch (error) {
    const reason = error instanceof TypeError ? `${file} is not UTF-8.` : (error as Error).message;
    throw new UsageError(`Cannot read the program: ${reason}`);
  }
}
