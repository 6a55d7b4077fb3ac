export const DEFAULT_API_PORT: number;
export class PortInUseError extends Error {
  constructor(port: number);
  readonly port: number;
}
export function probePort(port: number): Promise<number>;
export function portInUseMessage(error: PortInUseError): string;
export function checkPort(args: readonly string[]): Promise<void>;
