/** The smallest DNS server: answers questions for IPv4 addresses out of a function (RFC 1035, section 4). */

const HEADER_BYTES = 12;
const TYPE_A = 1;
const CLASS_INTERNET = 1;
const FLAGS_ANSWER = 0x8580; // response, authoritative, recursion desired and available
const NAME_ERROR = 3;

/**
 * The reply to a query with one question; a name the function does not know gets "does not exist", another type than A
 * for a known name an empty answer. Undefined for bytes that are no query.
 */
export function answerDnsQuery(
  query: Uint8Array,
  addressOf: (name: string) => string | undefined,
): Uint8Array | undefined {
  const bytes = Buffer.from(query);
  if (bytes.length < HEADER_BYTES || bytes.readUInt16BE(4) !== 1) return undefined;
  const labels: string[] = [];
  let offset = HEADER_BYTES;
  for (;;) {
    const length = bytes[offset];
    if (length === undefined || length > 63 || offset + 1 + length > bytes.length) return undefined;
    offset += 1;
    if (length === 0) break;
    labels.push(bytes.toString('latin1', offset, offset + length).toLowerCase());
    offset += length;
  }
  if (offset + 4 > bytes.length) return undefined;
  const type = bytes.readUInt16BE(offset);
  const address = addressOf(labels.join('.'));
  const hasAnswer = address !== undefined && type === TYPE_A;

  const reply = Buffer.alloc(offset + 4 + (hasAnswer ? 16 : 0));
  bytes.copy(reply, 0, 0, offset + 4);
  reply.writeUInt16BE(FLAGS_ANSWER + (address === undefined ? NAME_ERROR : 0), 2);
  reply.writeUInt16BE(hasAnswer ? 1 : 0, 6);
  reply.writeUInt32BE(0, 8); // no authority and no additional records, whatever the query had
  if (hasAnswer) {
    const at = offset + 4;
    reply.writeUInt16BE(0xc000 + HEADER_BYTES, at); // the name: see the question
    reply.writeUInt16BE(TYPE_A, at + 2);
    reply.writeUInt16BE(CLASS_INTERNET, at + 4);
    reply.writeUInt32BE(60, at + 6); // seconds to live
    reply.writeUInt16BE(4, at + 10);
    for (const [index, part] of address.split('.').entries()) reply.writeUInt8(Number(part), at + 12 + index);
  }
  return reply;
}
