import type { Story } from '../../gallery/story';
import { SignInScreen } from './sign-in-screen';

export const stories: readonly Story[] = [
  { name: 'session/signed out', render: () => <SignInScreen state={{ kind: 'signedOut' }} onSignIn={() => {}} /> },
  {
    name: 'session/sign-in not completed',
    render: () => (
      <SignInScreen
        state={{ kind: 'signedOut', problem: 'The sign-in was not completed. Try again.' }}
        onSignIn={() => {}}
      />
    ),
  },
  { name: 'session/signing in', render: () => <SignInScreen state={{ kind: 'signingIn' }} onSignIn={() => {}} /> },
];
