import { describe, expect, it } from 'vitest';
import { createTagRule, nameOf } from './tags.ts';

const TAGS = ['Name', 'team', 'cost-centre', 'cost-owner', 'DB_PASSWORD', 'api-token', 'aws:cloudformation:stack-name'].map((Key) => ({
  Key,
  Value: 'v',
}));

describe('createTagRule', () => {
  it.each([
    { allow: ['*'], deny: [], names: ['Name', 'team', 'cost-centre', 'cost-owner', 'aws:cloudformation:stack-name'] },
    { allow: ['cost-*'], deny: [], names: ['cost-centre', 'cost-owner'] },
    { allow: ['COST-*', 'Name'], deny: ['*-owner'], names: ['Name', 'cost-centre'] },
    { allow: ['*'], deny: ['*'], names: [] },
    { allow: ['co.t-*'], deny: [], names: [] },
    { allow: ['DB_PASSWORD', 'api-token'], deny: [], names: [] },
  ])('lets $names out of what $allow less $deny allow', ({ allow, deny, names }) => {
    const pick = createTagRule({ tagsAllow: allow, tagsDeny: deny });

    expect(Object.keys(pick(TAGS).tags)).toEqual(names);
  });

  it('cuts what is longer than AWS allows, and counts it', () => {
    const pick = createTagRule({ tagsAllow: ['*'], tagsDeny: [] });

    const { tags, cut } = pick([
      { Key: 'long', Value: 'x'.repeat(1024) },
      { Key: 'fine', Value: '<item>&amp;' },
    ]);

    expect(tags).toEqual({ long: 'x'.repeat(256), fine: '<item>&amp;' });
    expect(cut).toBe(1);
  });

  it('is not fooled by a tag that is named like a part of every object', () => {
    const { tags } = createTagRule({ tagsAllow: ['*'], tagsDeny: [] })([{ Key: '__proto__', Value: 'v' }]);

    expect(Object.getPrototypeOf(tags)).toBe(Object.prototype);
    expect(Object.entries(tags)).toEqual([['__proto__', 'v']]);
  });
});

describe('nameOf', () => {
  it.each([
    { tags: [{ Key: 'Name', Value: ' web-1 ' }], name: 'web-1' },
    { tags: [{ Key: 'Name', Value: ' ' }], name: 'i-1' },
    { tags: [{ Key: 'name', Value: 'web-1' }], name: 'i-1' },
    { tags: undefined, name: 'i-1' },
  ])('calls a thing with $tags "$name"', ({ tags, name }) => {
    expect(nameOf(tags, 'i-1')).toBe(name);
  });
});
