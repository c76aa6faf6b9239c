/**
 * A link with `data-dialog` leads to a page that asks; with script the question of that page (`.confirm`) is shown in a
 * dialog instead. Whatever goes wrong, the link is followed.
 */
export function askInDialog(): void {
  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>('a[data-dialog]') : null;
    if (link === null || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    question(link.href).then(
      (asked) => show(asked, link),
      () => location.assign(link.href),
    );
  });
}

async function question(address: string): Promise<Element> {
  // oxlint-disable-next-line no-restricted-globals -- runs in the reader's browser, for a page of this site
  const answer = await fetch(address, { headers: { accept: 'text/html' } });
  if (!answer.ok || answer.redirected) throw new Error(`no question at ${address}`);
  const asked = new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector('.confirm');
  if (asked === null) throw new Error(`no question at ${address}`);
  for (const form of asked.querySelectorAll('form')) {
    form.action = new URL(form.getAttribute('action') ?? '', address).href;
  }
  return asked;
}

function show(asked: Element, link: HTMLAnchorElement): void {
  const dialog = document.createElement('dialog');
  const title = asked.querySelector('h1');
  if (title !== null) {
    // The page below has the h1: in a dialog the question is an h2.
    const heading = document.createElement('h2');
    heading.append(...title.childNodes);
    heading.id = 'dialog-title';
    title.replaceWith(heading);
    dialog.setAttribute('aria-labelledby', heading.id);
  }
  dialog.append(asked);
  dialog.addEventListener('close', () => {
    dialog.remove();
    link.focus();
  });
  const safe = dialog.querySelector<HTMLElement>('.btn-main');
  if (safe instanceof HTMLAnchorElement) {
    safe.addEventListener('click', (event) => {
      event.preventDefault();
      dialog.close();
    });
  }
  document.body.append(dialog);
  dialog.showModal();
  safe?.focus();
}
