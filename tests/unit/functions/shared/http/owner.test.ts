import { authorizationOf, ownerOf } from '../../../../../functions/shared/http/owner';
import { apiEvent } from './requests';

const ROLE = 'arn:aws:sts::111122223333:assumed-role/Analyst';

function ownerOfIam(userArn: string, iamOwner: 'role' | 'session'): string {
  const event = apiEvent();
  Object.assign(event.requestContext, { authorizer: { iam: { userArn } } });
  return ownerOf(event, { authorizer: 'IAM', iamOwner });
}

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
