const block = 512;
const mostFiles = 2_000;
const longestName = 500;

export type Archive = { kind: 'files'; files: Map<string, Uint8Array> } | { kind: 'refused'; reason: string };

const refused = (reason: string): Archive => ({ kind: 'refused', reason });

/**
 * The files of a tar archive (POSIX ustar, with the pax header for long names). Nothing is unpacked to a disk and nothing is decompressed, so an archive is never larger than
 * its bytes; links, devices and names that lead out of it are refused. O(n).
 */
export function readTar(bytes: Uint8Array): Archive {
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return refused('is compressed: send the tar archive itself');
  const files = new Map<string, Uint8Array>();
  let longName: string | null = null;
  for (let at = 0; at + block <= bytes.length;) {
    const header = bytes.subarray(at, at + block);
    if (header.every((byte) => byte === 0)) return files.size > 0 ? { kind: 'files', files } : refused('holds no file');
    if (!hasItsSum(header)) return refused('is not a tar archive, or a damaged one');
    const size = octal(header, 124, 12);
    const [from, to] = [at + block, at + block + (size ?? 0)];
    if (size === null || to > bytes.length) return refused('ends in the middle of a file');
    const content = bytes.subarray(from, to);
    at = from + Math.ceil(size / block) * block;
    const type = String.fromCharCode(header[156]!);
    if (type === 'x') {
      longName = paxPath(content) ?? longName;
      continue;
    }
    const name = (longName ?? ownName(header))?.replace(/^\.\//, '') ?? null;
    longName = null;
    if (type === '5' || type === 'g') continue;
    if (type !== '0' && type !== '\0')
      return refused(`holds something other than files: ${name ?? 'a name of its own'}`);
    if (name === null || !isPlain(name)) return refused('holds a name that leads elsewhere');
    if (files.has(name)) return refused(`holds ${name} twice`);
    files.set(name, content);
    if (files.size > mostFiles) return refused(`holds more than ${mostFiles} files`);
  }
  return refused('ends before its end');
}

/** The bytes of a header, with blanks in place of the sum itself. */
function hasItsSum(header: Uint8Array): boolean {
  const told = octal(header, 148, 8);
  const sum = header.reduce((all, byte, index) => all + (index >= 148 && index < 156 ? 32 : byte), 0);
  return told === sum;
}

function octal(header: Uint8Array, from: number, length: number): number | null {
  const text = String.fromCharCode(...header.subarray(from, from + length))
    .replace(/[\0 ]+$/, '')
    .trim();
  return /^[0-7]{1,11}$/.test(text) ? Number.parseInt(text, 8) : null;
}

function ownName(header: Uint8Array): string | null {
  const [name, prefix] = [textAt(header, 0, 100), textAt(header, 345, 155)];
  if (name === null || prefix === null) return null;
  return prefix === '' || textAt(header, 257, 5) !== 'ustar' ? name : `${prefix}/${name}`;
}

function textAt(header: Uint8Array, from: number, length: number): string | null {
  const field = header.subarray(from, from + length);
  const end = field.indexOf(0);
  return decoded(end === -1 ? field : field.subarray(0, end));
}

function decoded(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** `27 path=agendas/stages-ete\n`, among others. */
function paxPath(content: Uint8Array): string | null {
  return /^\d+ path=(.*)$/m.exec(decoded(content) ?? '')?.[1] ?? null;
}

function isPlain(name: string): boolean {
  return (
    name.length <= longestName &&
    !/[\\\0]/.test(name) &&
    name.split('/').every((step) => step !== '' && step !== '.' && step !== '..')
  );
}
