/** Looks every two seconds how far a long work is, until it is over; what fails is tried again, more slowly. */
export async function followProgress(): Promise<void> {
  let wait = 2000;
  for (;;) {
    const box = document.querySelector<HTMLElement>('[data-progress]');
    if (box === null) return;
    await new Promise((resolve) => setTimeout(resolve, wait));
    try {
      box.replaceWith(await newer(box.dataset['progress'] ?? location.href));
      wait = 2000;
    } catch {
      wait = Math.min(wait * 2, 30_000);
    }
  }
}

async function newer(address: string): Promise<Element> {
  // oxlint-disable-next-line no-restricted-globals -- runs in the reader's browser, for a page of this site
  const answer = await fetch(address, { headers: { accept: 'text/html' } });
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const next = answer.ok ? page.getElementById('progress') : null;
  if (next === null) throw new Error(`no progress at ${address}`);
  return next;
}
