import type { Collection } from '@openfinops/core';
import { judgeAddress } from './addresses.ts';
import { createFindingWorld, type Rule, type WasteArgs } from './finding-world.ts';
import { judgeOldMachine, judgeOldVolume } from './generations.ts';
import { judgeReservation } from './reservations.ts';
import { judgeStoppedMachine } from './stopped-machines.ts';
import { judgeIdleMachine, judgeOversizedMachine } from './used-machines.ts';
import { judgeUnattachedVolume } from './volumes.ts';

/** Of each row the first rule that has something to say speaks: the same dollar is not at stake twice. */
const RULES: readonly (readonly Rule[])[] = [
  [judgeIdleMachine, judgeOversizedMachine, judgeOldMachine],
  [judgeStoppedMachine],
  [judgeUnattachedVolume, judgeOldVolume],
  [judgeAddress],
  [judgeReservation],
];

/** What is paid for and not used, with the evidence, and with what would no longer be paid where prices are known. */
export async function* findWaste(args: WasteArgs): AsyncGenerator<Extract<Collection, { type: 'finding' }>> {
  const world = await createFindingWorld(args);
  for (const resource of args.resources) {
    for (const rules of RULES) {
      for (const judge of rules) {
        const finding = judge(resource, world);
        if (finding === null) continue;
        yield { type: 'finding', finding };
        break;
      }
    }
    await args.pacer.pace();
  }
}
