import { describe, expect, it } from 'vitest';
import { cronProblem } from './cron-text.ts';

describe('cronProblem', () => {
  it.each([
    { text: '*/10 * * * *' },
    { text: '0 0 1 1 *' },
    { text: '5,35 8-18 * * mon-fri' },
    { text: '30 */10 * * * 7' },
    { text: '0 0 * JAN,jun sun' },
  ])('finds nothing wrong with $text', ({ text }) => {
    const problem = cronProblem(text);

    expect(problem).toBeUndefined();
  });

  it.each([
    { text: 'hourly', problem: 'must have five fields: minute, hour, day of the month, month, day of the week' },
    { text: '* * * *', problem: 'must have five fields: minute, hour, day of the month, month, day of the week' },
    { text: '60 * * * *', problem: 'has the minute "60", which is not within 0..59' },
    { text: '* 24 * * *', problem: 'has the hour "24", which is not within 0..23' },
    { text: '* * 0 * *', problem: 'has the day of the month "0", which is not within 1..31' },
    { text: '* * * 13 *', problem: 'has the month "13", which is not within 1..12' },
    { text: '* * * * fun', problem: 'has the day of the week "fun", which is not within 0..7' },
    { text: '*/0 * * * *', problem: 'has the minute "*/0", which is not within 0..59' },
    { text: '30-10 * * * *', problem: 'has the minute "30-10", which is not within 0..59' },
    { text: '1-2-3 * * * *', problem: 'has the minute "1-2-3", which is not within 0..59' },
    { text: ', * * * *', problem: 'has the minute ",", which is not within 0..59' },
  ])('says what is wrong with $text', ({ text, problem }) => {
    const found = cronProblem(text);

    expect(found).toBe(problem);
  });
});
