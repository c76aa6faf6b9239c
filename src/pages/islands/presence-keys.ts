import { typing } from './row-keys.ts';

/** On a sheet of presence, P and A answer for the person in focus, then the next one takes the focus. */
export function presenceKeys(): void {
  const people = [...document.querySelectorAll<HTMLElement>('.person')];
  if (people.length === 0) return;
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    const key = event.key.toLowerCase();
    if (key !== 'p' && key !== 'a') return;
    const at = people.findIndex((person) => person.contains(document.activeElement));
    const person = people[at];
    if (person === undefined) return;
    event.preventDefault();
    person.querySelector<HTMLInputElement>(key === 'p' ? '.yes input' : '.no input')?.click();
    const next = people[at + 1];
    (next?.querySelector<HTMLInputElement>('input:checked') ?? next?.querySelector<HTMLInputElement>('input'))?.focus();
  });
}
