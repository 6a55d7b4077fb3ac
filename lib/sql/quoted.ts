/** An identifier in double quotes. */
export const quoted = (identifier: string): string => `"${identifier.replaceAll('"', '""')}"`;
