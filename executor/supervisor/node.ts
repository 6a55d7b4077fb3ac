/**
 * How Node runs the supervisor, in the image and on one machine. A young generation of the usual size and one arena of
 * the C library for each thread keep what a large result leaves behind: on Node 24 some 80 MB above the 300 that are
 * promised (docs/security.md).
 */
export const NODE_FLAGS: readonly string[] = ['--max-semi-space-size=1'];
export const NODE_ENVIRONMENT = { MALLOC_ARENA_MAX: '1' };
