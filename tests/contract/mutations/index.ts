import { ofApi } from './api';
import { ofDelivery } from './delivery';
import type { Mutations } from './edit';
import { ofEncryption } from './encryption';
import { ofEndpoints } from './endpoints';
import { ofEvents } from './events';
import { ofFunctions } from './functions';
import { ofInterface } from './interface';
import { ofLines } from './lines';
import { ofNetwork } from './network';
import { ofResources } from './resources';
import { ofRoles } from './roles';
import { ofScopes } from './scopes';
import { ofSecretKey } from './secret-key';
import { ofSignIn } from './sign-in';
import { ofWarehouse } from './warehouse';
import { ofWatching } from './watching';

/** All mutations. Each must fail its check. */
export const mutations: Mutations = {
  ...ofEvents,
  ...ofFunctions,
  ...ofApi,
  ...ofRoles,
  ...ofScopes,
  ...ofResources,
  ...ofNetwork,
  ...ofWarehouse,
  ...ofEndpoints,
  ...ofDelivery,
  ...ofEncryption,
  ...ofSecretKey,
  ...ofInterface,
  ...ofSignIn,
  ...ofWatching,
  ...ofLines,
};
