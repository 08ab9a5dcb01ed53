import type { ProviderDefinition } from '@openfinops/core';
import { OnpremOptions } from './options.ts';

/** Machines that their operator owns; on a cloud's virtual machine, a view of it. */
export const definition: ProviderDefinition<OnpremOptions> = {
  id: 'onprem',
  summary: 'Machines you own: use, energy and cost by a rate card',
  options: OnpremOptions,
  permissions: [
    {
      name: 'machine id',
      why: 'Tells machines apart: /etc/machine-id, /var/lib/dbus/machine-id or the SMBIOS UUID; only its hash is kept',
      optional: false,
    },
    { name: '/proc/stat', why: 'CPU use, number of CPUs, time of boot', optional: false },
    { name: '/proc/meminfo', why: 'Memory use', optional: false },
    { name: '/proc/diskstats', why: 'Bytes read from and written to disks', optional: false },
    { name: '/proc/net/dev', why: 'Bytes received and sent', optional: false },
    { name: 'DMI', why: 'Model, and whether a cloud hosts the machine: /sys/class/dmi/id, without serial numbers', optional: true },
    { name: 'cgroup', why: 'Limits of the container that the agent runs in: /sys/fs/cgroup', optional: true },
    {
      name: 'power source',
      why: 'Energy, where the rate card says that it is measured: /sys/class/powercap (root only) or /sys/class/hwmon',
      optional: true,
    },
    { name: 'rate card', why: 'What the machine costs; without one its cost is null', optional: true },
    { name: 'systeminformation', why: 'Everything, on platforms other than Linux', optional: true },
  ],
  async prepare(ports) {
    const { takeFirstLook } = await import('./first-look.ts');
    return await takeFirstLook(ports);
  },
  async create(options, ports, prepared) {
    const [{ createOnpremProvider }, { firstLookFor }] = await Promise.all([import('./provider.ts'), import('./first-look.ts')]);
    const firstLook = firstLookFor(options, prepared);
    return await createOnpremProvider(options, ports, firstLook === undefined ? {} : { firstLook });
  },
};
