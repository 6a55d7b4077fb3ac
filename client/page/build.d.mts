import type { BuildOptions } from 'esbuild';

export declare const pageBuild: BuildOptions;
export declare function buildPage(output: string): Promise<void>;
