import { CallError } from './reply.ts';

/** The parameters of one EC2 call, with the limits that EC2 keeps. */
export interface Ec2Query {
  readonly action: string;
  text(name: string): string | null;
  /** `Name.1`, `Name.2`, … */
  list(name: string): readonly string[];
  /** Of `Filter.N.Name`; null: not filtered by it. */
  filter(name: string): ReadonlySet<string> | null;
}

/** More values of a filter are refused. */
const MAX_FILTER_VALUES = 200;

export function readEc2Query(body: string): Ec2Query {
  const parameters = new URLSearchParams(body);
  const filters = readFilters(parameters);
  return {
    action: parameters.get('Action') ?? '',
    text: (name) => parameters.get(name),
    list: (name) => numbered(parameters, name),
    filter: (name) => filters.get(name) ?? null,
  };
}

function readFilters(parameters: URLSearchParams): Map<string, ReadonlySet<string>> {
  const filters = new Map<string, ReadonlySet<string>>();
  for (let index = 1; parameters.has(`Filter.${index}.Name`); index += 1) {
    const values = numbered(parameters, `Filter.${index}.Value`);
    if (values.length > MAX_FILTER_VALUES) throw new CallError(400, 'FilterLimitExceeded', `more than ${MAX_FILTER_VALUES} values of a filter`);
    filters.set(parameters.get(`Filter.${index}.Name`) ?? '', new Set(values));
  }
  return filters;
}

function numbered(parameters: URLSearchParams, name: string): string[] {
  const values: string[] = [];
  for (let index = 1; parameters.has(`${name}.${index}`); index += 1) values.push(parameters.get(`${name}.${index}`) ?? '');
  return values;
}

export interface Page<T> {
  readonly items: readonly T[];
  /** null: the last page. */
  readonly nextToken: string | null;
}

export interface PageLimits {
  readonly min: number;
  readonly max: number;
  /** When the caller says none; null: everything in one reply, as EC2 does for small lists. */
  readonly unasked: number | null;
}

/**
 * One page of a list whose order never changes; `take` leaves out what is filtered or not there. The token says where to go on, so a list that
 * changes meanwhile shows each thing at most once.
 */
export function pageOf<S, T>(query: Ec2Query, all: readonly S[], limits: PageLimits, take: (one: S) => T | null): Page<T> {
  const asked = query.text('MaxResults');
  const size = asked === null ? limits.unasked : Number(asked);
  if (size !== null && (!Number.isInteger(size) || size < limits.min || size > limits.max)) {
    throw new CallError(
      400,
      'InvalidParameterValue',
      `Value ( ${asked} ) for parameter maxResults is invalid. Expecting a value greater than ${limits.min - 1} and at most ${limits.max}.`,
    );
  }
  const items: T[] = [];
  for (let index = readToken(query); index < all.length; index += 1) {
    const one = all[index];
    const item = one === undefined ? null : take(one);
    if (item === null) continue;
    if (size !== null && items.length === size) return { items, nextToken: tokenOf(query.action, index) };
    items.push(item);
  }
  return { items, nextToken: null };
}

function tokenOf(action: string, index: number): string {
  return Buffer.from(`${action} ${index}`).toString('base64');
}

function readToken(query: Ec2Query): number {
  const token = query.text('NextToken');
  if (token === null || token === '') return 0;
  const [action, index] = Buffer.from(token, 'base64').toString().split(' ');
  if (action !== query.action || !/^\d+$/.test(index ?? '')) throw new CallError(400, 'InvalidNextToken', 'The specified NextToken is not valid.');
  return Number(index);
}
