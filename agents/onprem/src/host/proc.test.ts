import { describe, expect, it } from 'vitest';
import { parseStat, utilizationBetween } from './cpu.ts';
import { parseDiskstats } from './disk.ts';
import { parseMeminfo } from './memory.ts';
import { parseNetDev } from './network.ts';
import { parseBootId, parseUptime } from './uptime.ts';

const STAT = 'cpu  100 10 50 800 20 5 5 10 40 0\ncpu0 50 5 25 400 10 3 2 5 20 0\ncpu1 50 5 25 400 10 2 3 5 20 0\nctxt 1\nbtime 1795200000\n';
const DISK_LINE = ' 0 20 1 10 1 40 0 0 1 1';
const NET_HEAD = 'Inter-|   Receive |  Transmit\n face |bytes packets |bytes packets\n';
const NET_FIELDS = '100 1 0 0 0 0 0 0 200 2 0 0 0 0 0 0';

describe('/proc/stat', () => {
  it('gives CPU time, the CPUs that are online and the time of boot; what was stolen is neither busy nor lost', () => {
    expect(parseStat(STAT)).toEqual({ ticks: { busy: 170, total: 1000 }, vcpus: 2, bootMs: 1_795_200_000_000 });
  });

  it('needs no boot time', () => {
    expect(parseStat('cpu 1 0 0 1\n')).toEqual({ ticks: { busy: 1, total: 2 }, vcpus: 0, bootMs: null });
  });

  it.each([
    { what: 'nothing', text: '' },
    { what: 'a cut-off line', text: STAT.slice(0, 20) },
    { what: 'words', text: 'cpu  a b c d e\n' },
    { what: 'negative time', text: 'cpu  -1 0 0 1\n' },
    { what: 'no summary line', text: 'cpu0 1 2 3 4\n' },
  ])('is not believed with $what', ({ text }) => {
    expect(parseStat(text)).toBeUndefined();
  });
});

describe('CPU utilisation between two looks', () => {
  it.each([
    { what: 'half busy', before: { busy: 100, total: 1000 }, after: { busy: 300, total: 1400 }, ratio: 0.5 },
    { what: 'idle time that went back a little', before: { busy: 100, total: 1000 }, after: { busy: 120, total: 1010 }, ratio: 1 },
    { what: 'no time', before: { busy: 100, total: 1000 }, after: { busy: 100, total: 1000 }, ratio: null },
    { what: 'counters that went back', before: { busy: 100, total: 1000 }, after: { busy: 1, total: 10 }, ratio: null },
    { what: 'no first look', before: null, after: { busy: 1, total: 10 }, ratio: null },
  ])('is $ratio for $what', ({ before, after, ratio }) => {
    expect(utilizationBetween(before, after)).toBe(ratio);
  });
});

describe('/proc/meminfo', () => {
  it.each([
    { what: 'what is available', text: 'MemTotal: 1000 kB\nMemFree: 100 kB\nMemAvailable: 600 kB\n', availableBytes: 614_400 },
    { what: 'its stand-in on old kernels', text: 'MemTotal: 1000 kB\nMemFree: 100 kB\nBuffers: 50 kB\nCached: 350 kB\n', availableBytes: 512_000 },
  ])('gives $what', ({ text, availableBytes }) => {
    expect(parseMeminfo(text)).toEqual({ totalBytes: 1_024_000, availableBytes });
  });

  it.each([
    { what: 'no total', text: 'MemAvailable: 600 kB\n' },
    { what: 'more available than there is', text: 'MemTotal: 1000 kB\nMemAvailable: 6000 kB\n' },
    { what: 'a total of nothing', text: 'MemTotal: 0 kB\nMemAvailable: 0 kB\n' },
    { what: 'words', text: 'MemTotal: lots kB\nMemAvailable: some kB\n' },
    { what: 'half a file', text: 'MemTotal: 1000 kB\nMemAvail' },
  ])('is not believed with $what', ({ text }) => {
    expect(parseMeminfo(text)).toBeUndefined();
  });
});

describe('/proc/diskstats', () => {
  it('counts whole physical disks alone, in bytes', () => {
    const names = ['sda', 'sda1', 'nvme0n1', 'nvme0n1p2', 'mmcblk0', 'mmcblk0p1', 'vdb', 'dm-0', 'md127', 'loop3', 'ram0', 'zram0', 'sr0', 'xvda1'];

    const disks = parseDiskstats(names.map((name) => ` 8 0 ${name} 9${DISK_LINE}\n`).join(''));

    expect(Object.keys(disks ?? {})).toEqual(['sda', 'nvme0n1', 'mmcblk0', 'vdb', 'xvda1']);
    expect(disks?.sda).toEqual({ inBytes: 20 * 512, outBytes: 40 * 512 });
  });

  it.each([
    { what: 'one garbled line', text: ` 8 0 sda 9${DISK_LINE}\n 8 16 sdb oops\n` },
    { what: 'a line cut off', text: ` 8 0 sda 9${DISK_LINE}\n 8 16 sdb 9 0 2` },
    { what: 'nothing', text: '' },
  ])('is not believed with $what: a disk left out is a wrong sum', ({ text }) => {
    expect(parseDiskstats(text)).toBeUndefined();
  });
});

describe('/proc/net/dev', () => {
  it('counts physical interfaces alone', () => {
    const names = [
      'lo',
      'eth0',
      'enp3s0f1',
      'wlan0',
      'ib0',
      'docker0',
      'br-12ab',
      'br0',
      'veth12',
      'virbr0',
      'cni0',
      'cali12',
      'bond0',
      'eth0.100',
      'tun0',
      'wg0',
      'loc0',
    ];

    const interfaces = parseNetDev(NET_HEAD + names.map((name) => `  ${name}: ${NET_FIELDS}\n`).join(''));

    expect(Object.keys(interfaces ?? {})).toEqual(['eth0', 'enp3s0f1', 'wlan0', 'ib0', 'loc0']);
    expect(interfaces?.eth0).toEqual({ inBytes: 100, outBytes: 200 });
  });

  it('reads a counter that touches its name', () => {
    expect(parseNetDev(`${NET_HEAD}eth0:${NET_FIELDS}\n`)).toEqual({ eth0: { inBytes: 100, outBytes: 200 } });
  });

  it.each([
    { what: 'no interface', text: NET_HEAD },
    { what: 'a garbled line', text: `${NET_HEAD}eth0: many few\n` },
    { what: 'a line cut off', text: `${NET_HEAD}eth0: 100 1` },
    { what: 'something else', text: 'hello world\n' },
  ])('is not believed with $what', ({ text }) => {
    expect(parseNetDev(text)).toBeUndefined();
  });
});

it.each([
  { text: '55200.12 1.00\n', uptimeMs: 55_200_120 },
  { text: '55200.12 1.', uptimeMs: undefined },
  { text: '\u0000\u0001', uptimeMs: undefined },
  { text: 'NaN 1\n', uptimeMs: undefined },
])('reads an uptime of $uptimeMs ms', ({ text, uptimeMs }) => {
  expect(parseUptime(text)).toBe(uptimeMs);
});

it.each([
  { text: '3B5D7F90-1a2c-4e6f-8a1b-2c3d4e5f6a7b\n', id: '3b5d7f90-1a2c-4e6f-8a1b-2c3d4e5f6a7b' },
  { text: 'boot\n', id: undefined },
])('reads a boot id of $id', ({ text, id }) => {
  expect(parseBootId(text)).toBe(id);
});
