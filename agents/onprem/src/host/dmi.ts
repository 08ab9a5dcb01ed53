import type { Files } from '@openfinops/core';
import { parseWord } from './parse.ts';
import { under } from './source.ts';

/** What the firmware says of the machine (SMBIOS), less its serial numbers; null: not told. */
export interface Dmi {
  readonly vendor: string | null;
  readonly product: string | null;
  readonly chassisAssetTag: string | null;
  readonly biosVersion: string | null;
}

/** Reads /sys/class/dmi/id; null where the machine has no DMI (most ARM boards, small virtual machines, some containers). */
export async function readDmi(files: Files, root: string): Promise<Dmi | null> {
  const read = async (name: string): Promise<string | null> => {
    try {
      const word = parseWord(await files.readText(under(root, `/sys/class/dmi/id/${name}`), 4096));
      return word === undefined || isPlaceholder(word) ? null : word;
    } catch {
      return null;
    }
  };
  const [vendor, product, chassisAssetTag, biosVersion] = await Promise.all(
    ['sys_vendor', 'product_name', 'chassis_asset_tag', 'bios_version'].map(read),
  );
  const dmi = { vendor: vendor ?? null, product: product ?? null, chassisAssetTag: chassisAssetTag ?? null, biosVersion: biosVersion ?? null };
  return Object.values(dmi).every((value) => value === null) ? null : dmi;
}

/** What board makers leave in place of a name. */
function isPlaceholder(word: string): boolean {
  return /^(to be filled|default string|system product name|system manufacturer|system version|not (specified|applicable|available)|none$|n\/a$|empty$|unknown$|o\.e\.m)/i.test(
    word,
  );
}

/** Azure's fixed asset tag; a Hyper-V machine of one's own has the vendor but not the tag. */
const AZURE_ASSET_TAG = '7783-7084-3265-9085-8269-3286-77';

const VENDOR_CLOUDS: Readonly<Record<string, string>> = {
  'amazon ec2': 'aws',
  google: 'gcp',
  'alibaba cloud': 'alibaba',
  digitalocean: 'digitalocean',
  hetzner: 'hetzner',
};

/** Which cloud the firmware speaks for; null: none, so the machine is somebody's own. */
export function cloudOf(dmi: Dmi): string | null {
  if (dmi.chassisAssetTag === AZURE_ASSET_TAG) return 'azure';
  if (dmi.chassisAssetTag === 'OracleCloud.com') return 'oracle';
  if (dmi.vendor === 'Xen' && /amazon/i.test(dmi.biosVersion ?? '')) return 'aws';
  return VENDOR_CLOUDS[dmi.vendor?.toLowerCase() ?? ''] ?? null;
}
