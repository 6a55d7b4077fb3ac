import type { Translation } from '../template';
import { localEndpoints } from './local-endpoints';
import { plainHttp } from './plain-http';
import { requestConditions } from './request-conditions';
import { resultsUrl } from './results-url';
import { secretReferences } from './secret-references';
import { taskRoleTrust } from './task-role-trust';
import { unsupportedResources } from './unsupported-resources';

export interface Addresses {
  /** Of the emulator, for AWS SDKs. */
  readonly emulatorUrl: string;
  /** Base address of the local endpoints (see local-endpoints.ts). */
  readonly endpointsUrl: string;
}

/**
 * Changes the translated templates where the emulator differs from AWS. Each file has one workaround and its reason;
 * nothing outside this folder depends on them.
 */
export function applyWorkarounds(translation: Translation, { emulatorUrl, endpointsUrl }: Addresses): void {
  for (const template of [translation.template, ...Object.values(translation.nested)]) {
    unsupportedResources(template);
    requestConditions(template);
    secretReferences(template);
    plainHttp(template);
    taskRoleTrust(template);
  }
  resultsUrl(translation.template, emulatorUrl);
  localEndpoints(translation, endpointsUrl);
}
