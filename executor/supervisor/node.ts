/**
 * How Node runs the supervisor, in the image and on one machine. A heap that may grow before it is collected, and one
 * arena of the C library for each thread, keep what a large result leaves behind: on Node 24 up to 355 MB, where
 * docs/security.md promises 300. With these it has some 250.
 */
export const NODE_FLAGS: readonly string[] = ['--optimize-for-size'];
export const NODE_ENVIRONMENT = { MALLOC_ARENA_MAX: '1' };
