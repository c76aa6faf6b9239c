import { followBoxes } from './boxes.ts';

/**
 * Search as you type: where a page has `Results`, what stands in them follows the filters, and the address too. Without
 * script, and where the network fails, the button « Filtrer » does it.
 */
export function searchAsYouType(): void {
  const form = document.querySelector<HTMLFormElement>('form.filters');
  if (form === null || document.getElementById('results') === null) return;
  const told = document.createElement('p');
  told.className = 'sr';
  told.setAttribute('role', 'status');
  form.after(told);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let latest = 0;
  form.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      latest++;
      void follow(form, told, latest, () => latest);
    }, 250);
  });
}

/** An answer that comes after a later question is dropped. */
async function follow(form: HTMLFormElement, told: HTMLElement, number: number, latest: () => number): Promise<void> {
  const address = addressOf(form);
  const next = await results(address).catch(() => null);
  const shown = document.getElementById('results');
  if (next === null || shown === null || number !== latest()) return;
  shown.replaceWith(next);
  history.replaceState(null, '', address);
  told.textContent = next.querySelector('.chips > span')?.textContent ?? '';
  followBoxes();
}

function addressOf(form: HTMLFormElement): string {
  const address = new URL(form.action);
  const filled = [...new FormData(form)].flatMap(([name, value]) =>
    typeof value === 'string' && value !== '' ? [[name, value]] : [],
  );
  address.search = new URLSearchParams(filled).toString();
  return address.href;
}

async function results(address: string): Promise<Element | null> {
  // oxlint-disable-next-line no-restricted-globals -- runs in the reader's browser, for a page of this site
  const answer = await fetch(address, { headers: { accept: 'text/html' } });
  if (!answer.ok || answer.redirected) return null;
  return new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById('results');
}
