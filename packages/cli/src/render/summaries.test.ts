import { describe, expect, it } from 'vitest';
import { formatSum } from './money-sum.ts';
import { ownedServer, troubledFleet, unpricedServer } from './sample-documents.ts';
import { groupByService, meanRatio, totalsByCurrency } from './summaries.ts';

describe('groupByService', () => {
  it('adds the running hour of a resource over its meters', () => {
    const [group] = groupByService(ownedServer());

    // 1.8621575342465 + 1.38698630136975 + 0.1334164
    expect(group?.thisHour).toEqual({ known: '3.38256023561625', knownCount: 3, unknownCount: 0 });
  });

  it('keeps currencies apart', () => {
    const groups = groupByService(troubledFleet());

    const totals = totalsByCurrency(groups);

    expect([...totals.keys()].sort()).toEqual(['CNY', 'USD']);
    expect(totals.get('CNY')?.rate).toEqual({ known: '1.3', knownCount: 1, unknownCount: 0 });
  });

  it('shows a sum with an unknown part as a lower bound, and an unknown one as unknown', () => {
    const [fleet] = groupByService(troubledFleet());
    const [server] = groupByService(unpricedServer());

    expect(fleet && formatSum(fleet.rate)).toBe('≥ 2.50');
    expect(server && formatSum(server.rate)).toBe('—');
  });

  it('has nothing to say of what a view costs, and 0 of a thing that is stopped', () => {
    const lines = groupByService(troubledFleet()).flatMap((group) => group.lines);
    const rateOf = (name: string): string =>
      formatSum(lines.find((line) => line.resource.name === name)?.rate ?? { known: '9', knownCount: 1, unknownCount: 0 });

    expect(rateOf('agent-on-a-cloud-vm')).toBe('');
    expect(rateOf('web-5')).toBe('0.00');
  });

  it('takes the last value that is known', () => {
    const [line] = groupByService(unpricedServer()).flatMap((group) => group.lines);

    expect(line).toMatchObject({ cpuRatio: null, memoryRatio: 0.5 });
  });

  it('puts the dearest first and numbers in their order', () => {
    const [fleet] = groupByService(troubledFleet());

    const names = fleet?.lines.map((line) => line.resource.name) ?? [];

    expect(names.slice(0, 3)).toEqual(['web-0', 'web-1', 'web-2']);
    expect(names.indexOf('web-9')).toBeLessThan(names.indexOf('web-10'));
    expect(names.indexOf('web-5')).toBeGreaterThan(names.indexOf('web-13'));
  });
});

describe('meanRatio', () => {
  const [line] = groupByService(ownedServer()).flatMap((group) => group.lines);
  const machine = (cpuRatio: number | null, vcpus?: number) => {
    if (!line) throw new Error('no line');
    const { capacity: _, ...resource } = line.resource;
    return { ...line, cpuRatio, resource: vcpus === undefined ? resource : { ...resource, capacity: { vcpus } } };
  };

  it.each([
    { case: 'weighs each by its size', lines: [machine(1, 2), machine(0, 6)], mean: 0.25 },
    { case: 'leaves out what is not known', lines: [machine(0.5, 2), machine(null, 6)], mean: 0.5 },
    { case: 'does not guess a size', lines: [machine(1, 2), machine(0)], mean: null },
    { case: 'is unknown when all are', lines: [machine(null, 2)], mean: null },
  ])('$case', ({ lines, mean }) => {
    expect(meanRatio(lines, (one) => one.cpuRatio, 'vcpus')).toBe(mean);
  });
});
