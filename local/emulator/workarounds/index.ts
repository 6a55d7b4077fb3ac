import type { Translation } from '../template';
import { type LocalUrls, localEndpoints } from './local-endpoints';
import { plainHttp } from './plain-http';
import { requestConditions } from './request-conditions';
import { resultsUrl } from './results-url';
import { secretReferences } from './secret-references';
import { taskRoleTrust } from './task-role-trust';
import { unsupportedResources } from './unsupported-resources';

/**
 * Changes the translated templates where the emulator differs from AWS. Each file has one workaround and its reason;
 * nothing outside this folder depends on them.
 */
export function applyWorkarounds(translation: Translation, urls: LocalUrls): void {
  for (const template of [translation.template, ...Object.values(translation.nested)]) {
    unsupportedResources(template);
    requestConditions(template);
    secretReferences(template);
    plainHttp(template);
    taskRoleTrust(template);
  }
  resultsUrl(translation.template, urls.emulatorUrl);
  localEndpoints(translation, urls);
}
