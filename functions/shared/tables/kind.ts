export type Kind = 'number' | 'time' | 'text' | 'boolean' | 'other';

/** The kind of a Redshift type; it decides which statistics a column has. */
export function kindOf(type: string): Kind {
  if (/^(small|big)?int|^integer|^numeric|^decimal|^double|^real|^float/i.test(type)) return 'number';
  if (/^date|^time/i.test(type)) return 'time';
  if (/^(n|bp)?(var)?char|^character|^text/i.test(type)) return 'text';
  return /^bool/i.test(type) ? 'boolean' : 'other';
}
