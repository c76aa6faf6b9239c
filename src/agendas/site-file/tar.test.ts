import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { tarOf, type TarEntry } from './tar-testing.ts';
import { readTar } from './tar.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const textsOf = (archive: ReturnType<typeof readTar>): Record<string, string> => {
  assert.equal(archive.kind, 'files', JSON.stringify(archive));
  return archive.kind === 'files'
    ? Object.fromEntries([...archive.files].map(([name, content]) => [name, new TextDecoder().decode(content)]))
    : {};
};

test('files come out as they went in, whatever their lengths', () => {
  const name = fc.string({ unit: fc.constantFrom('a', 'b', '-', '9'), minLength: 1, maxLength: 90 });
  const content = fc.string({ maxLength: 2_000 });
  fc.assert(
    fc.property(fc.dictionary(name, content, { minKeys: 1, maxKeys: 5 }), (files) => {
      const read = textsOf(readTar(tarOf(Object.entries(files).map(([one, text]) => ({ name: one, content: text })))));
      assert.deepEqual(read, { ...files });
    }),
    { numRuns: 50 },
  );
});

test('folders are passed over, a leading ./ is none, and a long name comes before its file', () => {
  const long = `agendas/${'x'.repeat(150)}`;
  const archive = tarOf([
    { name: './agendas/', type: '5', content: '' },
    { name: './agendas/a', content: '1' },
    { name: 'PaxHeader', type: 'x', content: `${String(long.length + 10)} path=${long}\n` },
    { name: 'agendas/xxx', content: '2' },
  ]);
  assert.deepEqual(textsOf(readTar(archive)), { 'agendas/a': '1', [long]: '2' });
});

const one = (entry: Partial<TarEntry>): Uint8Array => tarOf([{ name: 'a', content: 'x', ...entry }]);
const whole = one({});
const cases: { name: string; archive: Uint8Array; says: RegExp }[] = [
  { name: 'nothing', archive: new Uint8Array(), says: /end/ },
  { name: 'no archive', archive: bytes('x'.repeat(2_000)), says: /not a tar/ },
  { name: 'something compressed', archive: new Uint8Array([0x1f, 0x8b, 8, 0]), says: /compressed/ },
  { name: 'an archive of nothing', archive: new Uint8Array(1_024), says: /no file/ },
  { name: 'an archive that was cut', archive: whole.slice(0, 700), says: /middle|end/ },
  { name: 'an archive without its end', archive: whole.slice(0, 1_024), says: /end/ },
  { name: 'a file said to be larger than the archive', archive: one({ size: 8 ** 11 - 1 }), says: /middle/ },
  { name: 'a size that is no number', archive: one({ size: -1 }), says: /middle/ },
  { name: 'a symbolic link', archive: one({ type: '2' }), says: /other than files/ },
  { name: 'a hard link', archive: one({ type: '1' }), says: /other than files/ },
  { name: 'a device', archive: one({ type: '3' }), says: /other than files/ },
  { name: 'a name from the root', archive: one({ name: '/etc/passwd' }), says: /elsewhere/ },
  { name: 'a name that climbs', archive: one({ name: 'agendas/../../x' }), says: /elsewhere/ },
  { name: 'a name with a backslash', archive: one({ name: 'agendas\\x' }), says: /elsewhere/ },
  { name: 'one name twice', archive: tarOf([{ name: 'a', content: '' }, { name: 'a', content: '' }]), says: /twice/ },
  { name: 'too many files', archive: tarOf(Array.from({ length: 2_001 }, (_, n) => ({ name: `f${n}`, content: '' }))), says: /more than 2000/ },
]; // prettier-ignore
for (const { name, archive, says } of cases) {
  test(`refused: ${name}`, () => {
    const read = readTar(archive);
    assert.equal(read.kind, 'refused');
    assert.match(read.kind === 'refused' ? read.reason : '', says);
  });
}

test('a damaged byte never throws', () => {
  fc.assert(
    fc.property(fc.nat(whole.length - 1), fc.nat(255), (at, byte) => {
      const damaged = whole.slice();
      damaged[at] = byte;
      const read = readTar(damaged);
      assert.ok(read.kind === 'refused' || read.files.size === 1);
    }),
    { numRuns: 500 },
  );
});
