import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const PATHS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Path of the browser that the tests drive: that of CHROMIUM, or the first that is installed. */
export const chromiumPath = (): string | undefined =>
  [process.env.CHROMIUM, ...PATHS].find((path) => path !== undefined && existsSync(path));

/** Throws where no browser is installed. */
export async function openBrowser(): Promise<Browser> {
  const executablePath = chromiumPath();
  if (executablePath === undefined) {
    throw new Error('Chromium was not found. Install it (on Debian: apt-get install chromium), or set CHROMIUM.');
  }
  return chromium.launch({
    executablePath, // Clicks near a frame of another process are sent to where the frame was when the window was last drawn.
    args: ['--no-sandbox', '--disable-gpu', '--disable-features=IsolateSandboxedIframes'],
  });
}
