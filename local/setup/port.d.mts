export const USUAL_API_PORT: number;
export function checkPort(args: readonly string[]): Promise<void>;
