/** What an operator's shell says; restored by what it returns. */
export type RestoreEnvironment = () => void;

/**
 * Credentials that nobody issued, and the address of an AWS on this machine, where the SDK looks for both: in the environment of the process.
 * For tests.
 */
export function useFakeEnvironment(endpointUrl: string): RestoreEnvironment {
  const before = { ...process.env };
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: endpointUrl,
    AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'made-up',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  });
  return () => {
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
    Object.assign(process.env, before);
  };
}
