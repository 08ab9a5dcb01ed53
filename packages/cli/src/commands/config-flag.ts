/** Every command that reads a configuration takes it. */
export const CONFIG_FLAG = [
  '--config <FILE>',
  'Configuration file (default: openfinops.yaml here, then ~/.config/openfinops/config.yaml, then /etc/openfinops/config.yaml)',
] as const;
