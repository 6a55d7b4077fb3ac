import { type Authorization, authorizationOf, isCurator, ownerOf } from '../../../../../functions/shared/http/owner';
import { apiEvent } from './requests';

const ROLE = 'arn:aws:sts::111122223333:assumed-role/Analyst';

function ownerOfIam(userArn: string, iamOwner: 'role' | 'session'): string {
  const event = apiEvent();
  Object.assign(event.requestContext, { authorizer: { iam: { userArn } } });
  return ownerOf(event, { authorizer: 'IAM', iamOwner });
}

function isCuratorOfIam(userArn: string, curators: readonly string[], changes: Partial<Authorization> = {}): boolean {
  const event = apiEvent({ authorizer: { iam: { userArn } } });
  return isCurator(event, { authorizer: 'IAM', iamOwner: 'role', curators, ...changes });
}

describe('a curator', () => {
  it.each(['arn:aws:iam::111122223333:role/Analyst', 'arn:aws:iam::111122223333:role/teams/data/Analyst', ROLE])(
    'is every session of %s, whatever owns jobs',
    (curator) => {
      expect(isCuratorOfIam(`${ROLE}/alice`, [curator])).toBe(true);
      expect(isCuratorOfIam(`${ROLE}/alice`, [curator], { iamOwner: 'session' })).toBe(true);
      expect(isCuratorOfIam(`${ROLE}s/alice`, [curator])).toBe(false);
      expect(isCuratorOfIam(`${ROLE.replace('1111', '2222')}/alice`, [curator])).toBe(false);
    },
  );

  it('is a user', () => {
    const user = 'arn:aws:iam::111122223333:user/team/alice';
    expect(isCuratorOfIam(user, ['arn:other', user])).toBe(true);
    expect(isCuratorOfIam('arn:aws:iam::111122223333:user/alice', [user])).toBe(false);
  });

  it('is not chosen by the name of a session', () => {
    expect(isCuratorOfIam(`${ROLE}/Curator`, ['Curator', 'arn:aws:iam::111122223333:role/Curator'])).toBe(false);
  });

  it('is the subject of a token', () => {
    const event = apiEvent({ authorizer: { jwt: { claims: { sub: 'user-1', role: 'user-2' } } } });
    const jwt = { authorizer: 'JWT', iamOwner: 'role' } as const;
    expect(isCurator(event, { ...jwt, curators: ['user-1'] })).toBe(true);
    expect(isCurator(event, { ...jwt, curators: ['user-2'] })).toBe(false);
  });

  it('is no caller, unless one is named', () => {
    expect(isCuratorOfIam(`${ROLE}/alice`, [])).toBe(false);
    expect(isCurator(apiEvent(), { authorizer: 'NONE', iamOwner: 'role' })).toBe(false);
    expect(isCurator(apiEvent(), { authorizer: 'NONE', iamOwner: 'role', curators: ['anonymous'] })).toBe(true);
  });
});

describe('the owner of a signed request', () => {
  it('is the role, whatever its session', () => {
    expect(ownerOfIam(`${ROLE}/alice`, 'role')).toBe(ROLE);
    expect(ownerOfIam(`${ROLE}/botocore-session-1764500000`, 'role')).toBe(ROLE);
    expect(ownerOfIam(`${ROLE.replace('arn:aws', 'arn:aws-cn')}/a`, 'role')).toBe(
      ROLE.replace('arn:aws', 'arn:aws-cn'),
    );
  });

  it('is the session of the role, with IamOwner=session', () => {
    expect(ownerOfIam(`${ROLE}/alice@example.com`, 'session')).toBe(`${ROLE}/alice@example.com`);
  });

  it.each(['arn:aws:iam::111122223333:user/team/alice', 'arn:aws:iam::111122223333:root'])(
    'is %s, which has no session',
    (arn) => {
      expect(ownerOfIam(arn, 'role')).toBe(arn);
      expect(ownerOfIam(arn, 'session')).toBe(arn);
    },
  );

  it('is never taken from another setting than the known ones', () => {
    expect(() => authorizationOf({ authorization: 'IAM', iamOwner: 'user' })).toThrow('IAM_OWNER');
    expect(() => authorizationOf({ authorization: 'iam', iamOwner: 'role' })).toThrow('AUTHORIZATION');
  });
});
