import { AgentError } from '@openfinops/core';

/** As every paged reply of EC2 has it; '' is the end, as undefined is. */
export interface Page {
  readonly NextToken?: string | undefined;
}

/**
 * All pages of a list, the next one asked for before this one is looked at. A token that comes again would never end: SOURCE_GARBLED.
 * @param what what is listed, on what: `ec2:DescribeVolumes in us-west-2`
 */
export async function* eachPage<P extends Page>(ask: (token: string | undefined) => Promise<P>, what: string, first?: string): AsyncGenerator<P> {
  const tokens = new Set<string>(first === undefined ? [] : [first]);
  let asked: Promise<P> | undefined = ask(first);
  while (asked !== undefined) {
    const page: P = await asked;
    const token = page.NextToken;
    if (token === undefined || token === '') asked = undefined;
    else if (tokens.has(token)) {
      yield page;
      throw new AgentError('SOURCE_GARBLED', `${what} repeats a page: its end cannot be found`, { hint: 'Nothing is concluded from this look.' });
    } else {
      tokens.add(token);
      asked = ask(token);
      // Whoever reads this page may stop; the failure of the next one is then nobody's.
      asked.catch(() => {});
    }
    yield page;
  }
}
