import type { Translation } from '../template';
import { endpointsOfTheirOwn } from './endpoints-of-their-own';
import { eventConditions } from './event-conditions';
import { plainHttp } from './plain-http';
import { refusedResources } from './refused-resources';
import { secretReferences } from './secret-references';
import { taskRoleTrust } from './task-role-trust';

/**
 * What the emulator needs otherwise than AWS, each with its reason in its own file. They change the translated
 * template; nothing outside this folder knows of them.
 */
export function applyWorkarounds(translation: Translation, endpointsUrl: string): void {
  refusedResources(translation.template);
  eventConditions(translation.template);
  secretReferences(translation.template);
  plainHttp(translation.template);
  taskRoleTrust(translation.template);
  endpointsOfTheirOwn(translation, endpointsUrl);
}
