import { resourcesOf, type Template } from '../template';

/** Points the page to the emulator for artifacts: presigned links lead there, not to the address of S3 in the region. */
export function resultsUrl(template: Template, emulatorUrl: string): void {
  for (const [, { Properties }] of resourcesOf(template, 'AWS::Lambda::Function')) {
    const { Variables } = (Properties?.Environment ?? {}) as { Variables?: Record<string, unknown> };
    if (Variables && 'RESULTS_URL' in Variables) Variables.RESULTS_URL = { 'Fn::Sub': `${emulatorUrl}/\${Bucket}/` };
  }
}
