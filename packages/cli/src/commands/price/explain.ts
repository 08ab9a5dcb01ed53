import { AgentError, type PriceKey, parseScopeId, priceKeyOf } from '@openfinops/core';
import { readMemory } from '@openfinops/runtime';
import { agentStateDir } from '../../agent-state-dir.ts';
import { type Io, writeLines } from '../../io.ts';
import { createPalette, wantsColour } from '../../render/colour.ts';
import { explanationJson, renderExplanation } from '../../render/price-explanation.ts';
import { createLookUp, type PriceQuestion } from './create-look-up.ts';
import { widthOf } from './lookup.ts';
import { type OpenPrices, openPrices } from './open-world.ts';
import { type PriceFlags, questionOf } from './price-flags.ts';
import { reportProblems } from './report-problems.ts';

/** `price explain`: each step of a price, as lines that multiply out. @param resourceId a resource of the last cycle, in place of the flags */
export async function explainPrices(resourceId: string | undefined, flags: PriceFlags, io: Io, nowMs: number): Promise<number> {
  const asked = resourceId === undefined ? [questionOf(flags)] : [];
  const prices = await openPrices(io, flags.config, nowMs);
  const questions = resourceId === undefined ? asked : await questionsAbout(resourceId, prices);
  const lookUp = createLookUp(prices);
  const found = questions.map((question) => lookUp(question));
  await reportProblems(prices.problems(), io);
  if (flags.json) {
    const texts = found.map(explanationJson);
    await io.out.write(`${JSON.stringify(resourceId === undefined ? texts[0] : texts, null, 2)}\n`);
    return 0;
  }
  const view = { width: widthOf(io), palette: createPalette(wantsColour(io.out.isTty, io.env)), nowMs };
  for (const [index, price] of found.entries()) await writeLines(io.out, [...(index === 0 ? [] : ['']), ...renderExplanation(price, view)]);
  return 0;
}

/** One question for each meter that the resource was last seen to be billed by. Throws USAGE when no agent here remembers it. */
async function questionsAbout(resourceId: string, { config, settings }: OpenPrices): Promise<PriceQuestion[]> {
  const questions: PriceQuestion[] = [];
  for (const provider of settings.definitions.keys()) {
    const { ledgers } = await readMemory(agentStateDir(config, provider));
    for (const { scope, tracks } of ledgers.values()) {
      const parts = parseScopeId(scope);
      if (parts === undefined) continue;
      for (const { sighting } of tracks.values()) {
        if (sighting?.id === resourceId) questions.push(toQuestion(priceKeyOf(parts, sighting.meter, sighting.offer)));
      }
    }
  }
  if (questions.length > 0) return questions;
  throw new AgentError('USAGE', `no agent of this state directory remembers ${resourceId}`, {
    hint: `Give the whole id as the table or --format json prints it, after a cycle with --send; state directory: ${config.state}.`,
  });
}

function toQuestion({ meter, ...key }: PriceKey): PriceQuestion {
  return { key, meter };
}
