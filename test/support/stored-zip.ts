/** Zip archives for tests of unpacking, made by hand, so that a library that reads them has no say in them. */
import { crc32 } from '#base/hash.ts';

/** A zip file with one stored file (APPNOTE 6.3: local header, central directory, end record). */
export function storedZip(name: string, content: Uint8Array): Buffer {
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32LE(crc32(content));
  const sizes = Buffer.alloc(8);
  sizes.writeUInt32LE(content.length, 0);
  sizes.writeUInt32LE(content.length, 4);
  const fields = Buffer.concat([Buffer.from('14000000000000000000', 'hex'), checksum, sizes]);
  const nameLength = Buffer.from([name.length, 0, 0, 0]);
  const local = Buffer.concat([
    Buffer.from('PK\u0003\u0004'),
    fields,
    nameLength,
    Buffer.from(name),
    content,
  ]);
  const central = Buffer.concat([
    ...[Buffer.from('PK\u0001\u0002\u0014\0'), fields, nameLength, Buffer.alloc(14)],
    Buffer.from(name),
  ]);
  const end = Buffer.alloc(22);
  end.write('PK\u0005\u0006');
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(local.length, 16);
  return Buffer.concat([local, central, end]);
}
