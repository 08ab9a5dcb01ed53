import { expect, it } from 'vitest';
import { callPointsIn, wasStruckAt } from './tracing.ts';

/** As strace 6 writes it; 7 is another thread. */
const TRACE = `
7     openat(AT_FDCWD</tmp/x>, ""..., O_RDONLY) = 3</lib/libc.so>
9     openat(AT_FDCWD</tmp/x>, "/tmp/x/state/world/spool/tmp/0123456789abcdef", O_WRONLY|O_CREAT) = 19</tmp/x/state/world/spool/tmp/0123456789abcdef>
9     write(16<anon_inode:[eventfd]>, ""..., 8) = 8
9     write(19</tmp/x/state/world/spool/tmp/0123456789abcdef>, ""..., 600) = 600
9     fsync(19</tmp/x/state/world/spool/tmp/0123456789abcdef> <unfinished ...>
9     <... fsync resumed>) = 0
7     fsync(4</somewhere/else>) = 0
`;

it('finds the calls on the state, each with its number in its thread', () => {
  expect(callPointsIn(TRACE, '/tmp/x/state')).toEqual([
    { call: 'openat', no: 1, target: '/world/spool/tmp/*' },
    { call: 'write', no: 2, target: '/world/spool/tmp/*' },
    { call: 'fsync', no: 1, target: '/world/spool/tmp/*' },
  ]);
});

it.each([
  { what: 'the call on the state', point: { call: 'fsync', no: 1 }, struck: true },
  { what: 'a call on something else', point: { call: 'write', no: 1 }, struck: false },
  { what: 'a call that was not made', point: { call: 'fsync', no: 2 }, struck: false },
])('says of $what that it was struck: $struck', ({ point, struck }) => {
  expect(wasStruckAt(TRACE, { ...point, target: '' }, '/tmp/x/state')).toBe(struck);
});
