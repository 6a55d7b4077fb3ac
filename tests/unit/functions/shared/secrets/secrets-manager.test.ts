import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { secretsManagerSecrets } from '../../../../../functions/shared/secrets/secrets-manager';

function secrets(...values: (string | undefined)[]) {
  const time = { now: 0 };
  let calls = 0;
  const send = async () => {
    calls += 1;
    return { SecretString: values.shift() };
  };
  const store = secretsManagerSecrets({ send } as unknown as SecretsManagerClient, () => time.now);
  return { store, time, calls: () => calls };
}

describe('secrets', () => {
  it('are asked for once in five minutes', async () => {
    const { store, time, calls } = secrets('old', 'rotated');
    expect([await store.read('arn'), await store.read('arn'), calls()]).toEqual(['old', 'old', 1]);
    time.now = 5 * 60 * 1000;
    expect(await store.read('arn')).toBe('rotated');
  });

  it('have to be text', async () => {
    await expect(secrets(undefined).store.read('arn')).rejects.toThrow('holds no text');
  });
});
