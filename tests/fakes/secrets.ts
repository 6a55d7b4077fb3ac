import type { Secrets } from '../../functions/shared/secrets/port';

export const fakeSecrets = (values: Readonly<Record<string, string>>): Secrets => ({
  async read(arn) {
    const value = values[arn];
    if (value === undefined) throw new Error(`No secret ${arn}.`);
    return value;
  },
});
