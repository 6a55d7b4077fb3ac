/**
 * How Node runs the supervisor, in the image and locally. By default, late garbage collection and one malloc arena per
 * thread retain memory after a large result: up to 355 MB on Node 24, where docs/security.md promises 300. With these
 * settings it is about 250 MB.
 */
export const NODE_FLAGS: readonly string[] = ['--optimize-for-size'];
export const NODE_ENVIRONMENT = { MALLOC_ARENA_MAX: '1' };
