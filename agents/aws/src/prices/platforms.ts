/** A system as the price list, the spot market and EC2 name it; AWS has a name of its own for it in each of them. */
interface Platform {
  /** As `canonicalOs` of core spells what EC2 calls `PlatformDetails`. */
  readonly os: string;
  readonly operatingSystem: string;
  readonly preInstalledSw: string;
  /** `ProductDescription` of the spot market; null: it has none. */
  readonly spot: string | null;
}

const SQL_EDITIONS = { standard: 'SQL Std', web: 'SQL Web', enterprise: 'SQL Ent' } as const;
const RHEL_WITH_HA = 'Red Hat Enterprise Linux with HA';

/** Names in the price list and in `PlatformDetails`: docs.aws.amazon.com, EC2 user guide, AMI billing information. */
const PLATFORMS: readonly Platform[] = [
  { os: 'linux', operatingSystem: 'Linux', preInstalledSw: 'NA', spot: 'Linux/UNIX' },
  { os: 'windows', operatingSystem: 'Windows', preInstalledSw: 'NA', spot: 'Windows' },
  { os: 'rhel', operatingSystem: 'RHEL', preInstalledSw: 'NA', spot: 'Red Hat Enterprise Linux' },
  { os: 'sles', operatingSystem: 'SUSE', preInstalledSw: 'NA', spot: 'SUSE Linux' },
  { os: 'rhel-ha', operatingSystem: RHEL_WITH_HA, preInstalledSw: 'NA', spot: null },
  { os: 'ubuntu-pro', operatingSystem: 'Ubuntu Pro', preInstalledSw: 'NA', spot: null },
  ...withSqlServer('Windows', (sqlServer) => `windows with ${sqlServer}`),
  // On Linux, `PlatformDetails` names SQL Server alone.
  ...withSqlServer('Linux', (sqlServer) => sqlServer),
  ...withSqlServer('RHEL', (sqlServer) => `red hat enterprise linux with ${sqlServer}`),
  ...withSqlServer(RHEL_WITH_HA, (sqlServer) => `red hat enterprise linux with ${sqlServer} and ha`),
];

/** What a query of the price list must ask for so that these systems are in its answer; a system that the list does not know asks for nothing. */
export function productWordsOf(systems: readonly string[]): { readonly operatingSystem: string[]; readonly preInstalledSw: string[] } {
  const asked = PLATFORMS.filter(({ os }) => systems.includes(os));
  return {
    operatingSystem: [...new Set(asked.map((platform) => platform.operatingSystem))],
    preInstalledSw: [...new Set(asked.map((platform) => platform.preInstalledSw))],
  };
}

/** The system of a product of the price list; undefined: none that we know. */
export function osOfProduct(operatingSystem: string | undefined, preInstalledSw: string | undefined): string | undefined {
  return PLATFORMS.find((platform) => platform.operatingSystem === operatingSystem && platform.preInstalledSw === (preInstalledSw ?? 'NA'))?.os;
}

/** The product of the spot market for a system; null: it is not sold there. */
export function spotProductOf(os: string): string | null {
  return PLATFORMS.find((platform) => platform.os === os)?.spot ?? null;
}

/** The system of a row of the spot market, with or without the `(Amazon VPC)` that older accounts have behind it. */
export function osOfSpotProduct(description: string | undefined): string | undefined {
  const product = description?.replace(/ \(Amazon VPC\)$/, '');
  return PLATFORMS.find((platform) => platform.spot === product)?.os;
}

function withSqlServer(operatingSystem: string, osWith: (sqlServer: string) => string): Platform[] {
  return Object.entries(SQL_EDITIONS).map(([edition, preInstalledSw]) => {
    return { os: osWith(`sql server ${edition}`), operatingSystem, preInstalledSw, spot: null };
  });
}
