import type { Run } from './run.ts';

/** Random bytes, of the environment's port where it has one. */
export function randomBytes(count: number, run: Run): Uint8Array {
  return run.env.ports?.random?.(count) ?? crypto.getRandomValues(new Uint8Array(count));
}

/** A number from 0 up to and without `count`, each as likely as the other. */
export function randomIndex(count: number, run: Run): number {
  const ceiling = Math.floor(0x1_0000_0000 / count) * count;
  for (;;) {
    const bytes = randomBytes(4, run);
    const value = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
    if (value < ceiling) return value % count;
  }
}

/** So many letters of an alphabet. */
export function randomText(length: number, alphabet: string, run: Run): string {
  return Array.from({ length }, () => alphabet[randomIndex(alphabet.length, run)]).join('');
}
