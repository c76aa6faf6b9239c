/** J and K go through the rows of a list, X ticks, Enter opens, / searches: where the page tells of these keys. */
export function rowKeys(): void {
  const told = document.querySelector<HTMLElement>('[data-keys="rows"]');
  if (told === null) return;
  told.hidden = false;
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (event.key === '/') return focusOn(event, document.querySelector<HTMLElement>('.filters input[type="search"]'));
    const links = [...document.querySelectorAll<HTMLElement>('.table tbody th[scope="row"] a')];
    const at = links.findIndex((link) => link.closest('tr')?.contains(document.activeElement) === true);
    if (event.key === 'j') focusOn(event, links[Math.min(at + 1, links.length - 1)]);
    if (event.key === 'k') focusOn(event, links[Math.max(at - 1, 0)]);
    if (event.key === 'x') links[at]?.closest('tr')?.querySelector<HTMLInputElement>('input[type="checkbox"]')?.click();
  });
}

function focusOn(event: Event, target: HTMLElement | null | undefined): void {
  if (!target) return;
  event.preventDefault();
  target.focus();
}

/** Keys belong to whoever types: a box that is ticked is not typing. */
export function typing(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    target.matches('textarea, select, [contenteditable], input:not([type="checkbox"], [type="radio"])')
  );
}
