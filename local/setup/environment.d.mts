type Environment = Readonly<Record<string, string | undefined>>;
export function taken(environment: Environment, wanted: (name: string) => boolean): Record<string, string>;
export function environmentOf(caller: Environment, root: string, aws?: boolean): Record<string, string>;
