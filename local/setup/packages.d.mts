/** Whether an npm variable says where packages come from. */
export function isSourceSetting(variable: string): boolean;
export function settingsIn(file: string): string[];
export function missingFrom(folder: string): string[];
