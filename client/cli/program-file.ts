import { isUtf8 } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { UsageError } from './arguments';

/** The program in a file; `-` reads standard input. @throws UsageError */
export function readProgram(file: string): string {
  const bytes = readBytes(file);
  if (!isUtf8(bytes)) throw new UsageError(`Cannot read the program: ${file} is not UTF-8.`);
  return bytes.toString('utf8');
}

function readBytes(file: string): Buffer {
  try {
    return readFileSync(file === '-' ? 0 : file);
  } catch (error) {
    throw new UsageError(`Cannot read the program: ${error instanceof Error ? error.message : String(error)}`);
  }
}
