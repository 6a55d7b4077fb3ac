import type { Translation } from '../template';
import { endpointsOfTheirOwn } from './endpoints-of-their-own';
import { eventConditions } from './event-conditions';
import { plainHttp } from './plain-http';
import { refusedResources } from './refused-resources';
import { secretReferences } from './secret-references';
import { taskRoleTrust } from './task-role-trust';

/**
 * What the emulator needs otherwise than AWS, each with its reason in its own file. They change the translated
 * templates; nothing outside this folder knows of them.
 */
export function applyWorkarounds(translation: Translation, endpointsUrl: string): void {
  for (const template of [translation.template, ...Object.values(translation.nested)]) {
    refusedResources(template);
    eventConditions(template);
    secretReferences(template);
    plainHttp(template);
    taskRoleTrust(template);
  }
  endpointsOfTheirOwn(translation, endpointsUrl);
}
