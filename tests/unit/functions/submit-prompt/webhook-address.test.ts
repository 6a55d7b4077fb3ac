import { checkWebhookUrl } from '../../../../functions/shared/webhook-address/check';
import { networks } from '../../../../functions/shared/webhook-address/networks';

const hosts: Record<string, string[]> = {
  'hooks.example.com': ['93.184.215.14', '2606:2800:21f:cb07:6820:80da:af6b:8b2c'],
  'inside.example.com': ['10.1.2.3'],
  'both.example.com': ['93.184.215.14', '169.254.169.254'],
  localhost: ['127.0.0.1', '::1'],
  'localhost.': ['127.0.0.1'],
};

const resolve = async (host: string) => {
  const addresses = hosts[host];
  if (!addresses) throw Object.assign(new Error('none'), { code: 'ENOTFOUND' });
  return addresses;
};

const check = (url: string, allowed = '') => checkWebhookUrl(url, networks(allowed), resolve);

describe('the address of a webhook', () => {
  it('may be public, by https on port 443', async () => {
    expect(await check('https://hooks.example.com/jobs?a=b')).toMatchObject({
      ok: true,
      addresses: hosts['hooks.example.com'],
    });
    expect(await check('https://hooks.example.com:443/')).toMatchObject({ ok: true });
    expect(await check('https://8.8.8.8/')).toMatchObject({ ok: true, addresses: ['8.8.8.8'] });
  });

  it.each([
    'https://127.0.0.1/',
    'https://2130706433/',
    'https://0x7f.1/',
    'https://0177.0.0.1/',
    'https://①②⑦.0.0.1/',
    'https://localhost/',
    'https://localhost./',
    'https://0.0.0.0/',
    'https://10.0.0.1/',
    'https://100.64.0.1/',
    'https://169.254.169.254/latest/meta-data/',
    'https://169.254.170.2/v2/credentials',
    'https://172.31.0.1/',
    'https://192.168.1.1/',
    'https://198.18.0.1/',
    'https://224.0.0.1/',
    'https://255.255.255.255/',
    'https://[::1]/',
    'https://[::]/',
    'https://[::ffff:127.0.0.1]/',
    'https://[::127.0.0.1]/',
    'https://[64:ff9b::a9fe:a9fe]/',
    'https://[2002:7f00:1::]/',
    'https://[fd00:ec2::254]/',
    'https://[fe80::1]/',
    'https://inside.example.com/',
    'https://both.example.com/',
  ])('may not be %s', async (url) => {
    expect(await check(url)).toMatchObject({ ok: false, reason: expect.stringContaining('public internet') });
  });

  it.each([
    ['http://hooks.example.com/', 'https://'],
    ['http://nowhere.example.com/', 'https://'],
    ['ftp://hooks.example.com/', 'https://'],
    ['https://user:pass@hooks.example.com/', 'password'],
    ['https://hooks.example.com:8443/', '443'],
    ['https://nowhere.example.com/', 'does not exist'],
    ['hooks.example.com', 'absolute URL'],
  ])('may not be %s', async (url, reason) => {
    expect(await check(url)).toMatchObject({ ok: false, reason: expect.stringContaining(reason) });
  });

  it('may be in a network that is allowed, by http and on any port too', async () => {
    expect(await check('http://127.0.0.1:9000/hook', '127.0.0.0/8')).toMatchObject({ ok: true });
    expect(await check('http://localhost:9000/hook', '127.0.0.0/8,::1/128')).toMatchObject({ ok: true });
    expect(await check('https://inside.example.com:8443/', '10.0.0.0/8')).toMatchObject({ ok: true });
  });

  it('may not be by http because one of its addresses is allowed', async () => {
    expect(await check('http://both.example.com/', '169.254.0.0/16')).toMatchObject({ ok: false });
    expect(await check('http://localhost/', '127.0.0.0/8')).toMatchObject({ ok: false });
  });

  it('refuses a malformed allowed network', () => {
    expect(() => networks('10.0.0.0')).toThrow('10.0.0.0 is not a CIDR block');
  });
});
