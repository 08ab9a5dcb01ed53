import { crc32 } from 'node:zlib';

const SEAL = /^\{"crc":"([0-9a-f]{8})",/;

/** A line of JSON, an object with at least one field, with its checksum as the first field. */
export function sealLine(json: string): string {
  return `{"crc":"${checksumOf(json)}",${json.slice(1)}`;
}

/** The line as it was sealed. Throws a RangeError where the checksum is missing or does not match. */
export function openLine(line: string): string {
  const [seal = '', checksum] = SEAL.exec(line) ?? [];
  const json = `{${line.slice(seal.length)}`;
  if (checksum !== checksumOf(json)) throw new RangeError('its checksum does not match its content');
  return json;
}

function checksumOf(json: string): string {
  return crc32(json).toString(16).padStart(8, '0');
}
