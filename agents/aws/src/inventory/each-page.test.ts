import { describe, expect, it } from 'vitest';
import { eachPage } from './each-page.ts';

/** Pages by the token that asks for them; '' is the first. */
const asking = (pages: Readonly<Record<string, { readonly NextToken?: string }>>) => {
  const asked: string[] = [];
  const ask = async (token: string | undefined) => {
    asked.push(token ?? '');
    const page = pages[token ?? ''];
    if (page === undefined) throw new Error(`there is no page ${token}`);
    return { name: token ?? 'first', ...page };
  };
  return { ask, asked };
};

const names = async (pages: AsyncIterable<{ readonly name: string }>): Promise<string[]> => {
  const list: string[] = [];
  for await (const { name } of pages) list.push(name);
  return list;
};

describe('eachPage', () => {
  it('reads to the end, which is an empty token or none', async () => {
    const { ask } = asking({ '': { NextToken: 'b' }, b: { NextToken: 'c' }, c: { NextToken: '' } });

    expect(await names(eachPage(ask, 'what'))).toEqual(['first', 'b', 'c']);
  });

  it('asks for the next page before this one is looked at', async () => {
    const { ask, asked } = asking({ '': { NextToken: 'b' }, b: {} });
    const pages = eachPage(ask, 'what');

    await pages.next();

    expect(asked).toEqual(['', 'b']);
  });

  it('stops where a token comes again, once its page is read', async () => {
    const { ask, asked } = asking({ '': { NextToken: 'b' }, b: { NextToken: 'b' } });
    const seen: string[] = [];

    const reading = (async () => {
      for await (const { name } of eachPage(ask, 'ec2:DescribeVolumes in us-west-2')) seen.push(name);
    })();

    await expect(reading).rejects.toMatchObject({
      code: 'SOURCE_GARBLED',
      message: 'ec2:DescribeVolumes in us-west-2 repeats a page: its end cannot be found',
    });
    expect(seen).toEqual(['first', 'b']);
    expect(asked).toEqual(['', 'b']);
  });

  it('rejects when a page fails, after the pages before it', async () => {
    const { ask } = asking({ '': { NextToken: 'b' } });
    const pages = eachPage(ask, 'what');

    const first = await pages.next();

    expect(first.value).toMatchObject({ name: 'first' });
    await expect(pages.next()).rejects.toThrow('there is no page b');
  });

  it('goes on from a token', async () => {
    const { ask, asked } = asking({ b: {} });

    expect(await names(eachPage(ask, 'what', 'b'))).toEqual(['b']);
    expect(asked).toEqual(['b']);
  });
});
