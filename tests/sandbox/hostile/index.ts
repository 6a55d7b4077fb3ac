import type { Attack } from './attack';
import { files } from './files';
import { kernel } from './kernel';
import { network } from './network';
import { processes } from './processes';
import { secrets } from './secrets';

/** All attacks. */
export const attacks: readonly Attack[] = [...network, ...secrets, ...processes, ...files, ...kernel];
