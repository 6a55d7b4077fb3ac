import { files } from './files';
import { kernel } from './kernel';
import { network } from './network';
import { processes } from './processes';
import { secrets } from './secrets';
import type { Attack } from './table';

/** Every way out that is tried. */
export const attacks: readonly Attack[] = [...network, ...secrets, ...processes, ...files, ...kernel];
