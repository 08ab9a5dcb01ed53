import type { Http } from '@openfinops/core';
import { createFakeClock, refuseConnections } from '@openfinops/testing';
import { describe, expect, it } from 'vitest';
import type { Dmi } from './host/dmi.ts';
import { decideHosting } from './hosting.ts';

const DELL: Dmi = { vendor: 'Dell Inc.', product: 'PowerEdge R760', chassisAssetTag: null, biosVersion: null };
const EC2: Dmi = { ...DELL, vendor: 'Amazon EC2', product: 'm5.xlarge' };
const HETZNER: Dmi = { ...DELL, vendor: 'Hetzner', product: 'vServer' };

/** A GCE metadata service, and the addresses that were asked. */
function createMetadata(isThere: boolean) {
  const asked: string[] = [];
  const http: Http = async (url, request) => {
    asked.push(new URL(url).pathname);
    if (!isThere || !url.includes('/computeMetadata/')) return await refuseConnections(url, request);
    return {
      status: 200,
      headers: { 'metadata-flavor': 'Google' },
      body: url.endsWith('machine-type') ? 'projects/1/machineTypes/n2-standard-4' : 'x',
    };
  };
  return { asked, ports: { http, clock: createFakeClock() } };
}

describe('who owns the machine', () => {
  it.each<{
    what: string;
    hosting: 'auto' | 'owned' | 'cloud';
    dmi: Dmi | null;
    answers: boolean;
    kind: string;
    cloud: string | null;
    asks: RegExp | null;
    notice: RegExp | null;
  }>([
    {
      what: 'auto, DMI of a server',
      hosting: 'auto',
      dmi: DELL,
      answers: true,
      kind: 'owned',
      cloud: null,
      asks: null,
      notice: /owned, as DMI names no cloud/,
    },
    {
      what: 'auto, DMI of a cloud',
      hosting: 'auto',
      dmi: EC2,
      answers: false,
      kind: 'cloud',
      cloud: 'aws',
      asks: /^\/latest\//,
      notice: /DMI says aws/,
    },
    {
      what: 'auto, DMI of a cloud without our metadata',
      hosting: 'auto',
      dmi: HETZNER,
      answers: false,
      kind: 'cloud',
      cloud: 'hetzner',
      asks: null,
      notice: /DMI says hetzner/,
    },
    {
      what: 'auto, no DMI, metadata',
      hosting: 'auto',
      dmi: null,
      answers: true,
      kind: 'cloud',
      cloud: 'gcp',
      asks: /./,
      notice: /metadata service says gcp/,
    },
    {
      what: 'auto, neither',
      hosting: 'auto',
      dmi: null,
      answers: false,
      kind: 'owned',
      cloud: null,
      asks: /./,
      notice: /no metadata service answered/,
    },
    { what: 'owned, whatever is there', hosting: 'owned', dmi: EC2, answers: true, kind: 'owned', cloud: null, asks: null, notice: null },
    { what: 'cloud, named by DMI', hosting: 'cloud', dmi: EC2, answers: false, kind: 'cloud', cloud: 'aws', asks: /^\/latest\//, notice: null },
    { what: 'cloud, named by nobody', hosting: 'cloud', dmi: null, answers: true, kind: 'cloud', cloud: null, asks: null, notice: null },
  ])('$what', async ({ hosting, dmi, answers, kind, cloud, asks, notice }) => {
    const { asked, ports } = createMetadata(answers);

    const decided = await decideHosting({ hosting, dmi, ports });

    expect([decided.kind, decided.cloud]).toEqual([kind, cloud]);
    if (asks === null) expect(asked).toEqual([]);
    else expect(asked[0]).toMatch(asks);
    if (notice === null) expect(decided.notice).toBeNull();
    else expect(decided.notice).toMatch(notice);
  });
});
