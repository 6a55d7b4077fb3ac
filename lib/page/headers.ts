import type { PageFile } from './files';

type Directives = Readonly<Record<string, readonly string[]>>;
type Headers = Readonly<Record<string, string>>;

const policyOf = (directives: Directives): string =>
  Object.entries(directives)
    .map(([name, values]) => [name, ...values].join(' '))
    .join('; ');

/** `connectTo`: origins, or addresses that end with a slash, that the page connects to besides its own origin. */
const pagePolicy = (connectTo: readonly string[]): string =>
  policyOf({
    'default-src': ["'none'"],
    'script-src': ["'self'"],
    'style-src': ["'self'"],
    'img-src': ["'self'", 'data:', 'blob:'],
    'connect-src': ["'self'", ...connectTo],
    'frame-src': ["'self'"],
    'base-uri': ["'none'"],
    'form-action': ["'none'"],
    'frame-ancestors': ["'none'"],
  });

/** Of documents that the page shows in frames: they reach neither the network nor the page's storage. */
const FRAME_POLICY = policyOf({
  sandbox: ['allow-scripts'],
  'default-src': ["'none'"],
  'script-src': ["'self'"],
  // Drawing libraries set inline styles. Nothing can be loaded by them.
  'style-src': ["'self'", "'unsafe-inline'"],
  'img-src': ['data:', 'blob:'],
  'connect-src': ["'none'"],
  'base-uri': ["'none'"],
  'form-action': ["'none'"],
  'frame-ancestors': ["'self'"],
});

const ALWAYS: Headers = {
  'x-content-type-options': 'nosniff',
  // The address of the page may have a code of the issuer for a moment.
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=31536000',
};

/** Headers of a document in the browser's window. */
export const documentHeaders = (connectTo: readonly string[]): Headers => ({
  ...ALWAYS,
  'content-security-policy': pagePolicy(connectTo),
  // The page opens the issuer in another window, and sees when it is closed.
  'cross-origin-opener-policy': 'same-origin-allow-popups',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  // Another deployment has other assets.
  'cache-control': 'no-cache',
});

/** Whether the name of a file has a hash of its content, as esbuild appends it. */
const isHashed = (name: string): boolean => /-[0-9A-Z]{8}\.[\w.]+$/.test(name);

/** Headers of a file that the page loads, by its name. */
export const assetHeaders = (name: string): Headers => ({
  ...ALWAYS,
  'content-security-policy': name.endsWith('.html') ? FRAME_POLICY : "default-src 'none'; sandbox",
  'cache-control': isHashed(name) ? 'public, max-age=31536000, immutable' : 'no-cache',
  // Frames without an origin load their scripts from here.
  'access-control-allow-origin': '*',
});

/** Headers of a file's content. */
export const contentHeaders = ({ mediaType, encoding }: PageFile): Headers => ({
  'content-type': mediaType,
  vary: 'accept-encoding',
  ...(encoding && { 'content-encoding': encoding }),
});
