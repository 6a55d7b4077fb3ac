declare const BUILD_COMMIT: string | undefined;

/** Commit of the bundle: twelve characters, `-changed` appended if files differed from it. `unknown` without git. */
export const commit: string = typeof BUILD_COMMIT === 'string' ? BUILD_COMMIT : 'unknown';
