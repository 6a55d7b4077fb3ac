type Environment = Readonly<Record<string, string | undefined>>;
export function pick(environment: Environment, matches: (name: string) => boolean): Record<string, string>;
export function environmentOf(caller: Environment, root: string, aws?: boolean): Record<string, string>;
