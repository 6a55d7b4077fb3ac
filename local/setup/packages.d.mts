/** What of npm's settings and variables an installation is given. */
export function isWhence(variable: string): boolean;
export function settingsIn(file: string): string[];
export function missingFrom(folder: string): string[];
