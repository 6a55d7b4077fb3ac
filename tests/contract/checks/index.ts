import { api } from './api';
import type { Checks } from './check';
import { delivery } from './delivery';
import { encryption } from './encryption';
import { endpointsOfNetwork } from './endpoints';
import { executor } from './executor';
import { functions } from './functions';
import { interfaces } from './interface';
import { lines } from './lines';
import { network } from './network';
import { permissions } from './permissions';
import { privileges } from './privileges';
import { queues } from './queues';
import { rules } from './rules';
import { scopesOfRights } from './scopes';
import { secretKey } from './secret-key';
import { signIn } from './sign-in';
import { stacks } from './stacks';
import { storage } from './storage';
import { warehouse } from './warehouse';
import { watching } from './watching';

/** All checks by area. */
export const areas = {
  functions,
  api,
  rules,
  queues,
  executor,
  permissions,
  privileges,
  scopesOfRights,
  storage,
  encryption,
  secretKey,
  interfaces,
  stacks,
  signIn,
  network,
  endpointsOfNetwork,
  warehouse,
  delivery,
  watching,
  lines,
} satisfies Readonly<Record<string, Checks>>;

export const checks: Checks = Object.assign({}, ...Object.values(areas));
