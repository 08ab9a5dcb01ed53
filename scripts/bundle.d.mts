import type { BuildOptions } from 'esbuild';

export declare const HOW: BuildOptions & Required<Pick<BuildOptions, 'platform' | 'format' | 'mainFields' | 'banner'>>;
