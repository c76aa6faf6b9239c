/** The box in a table's head ticks all; ticked rows are tinted, and the bulk bar says how many. */
export function followBoxes(): void {
  for (const head of document.querySelectorAll<HTMLInputElement>('input[data-ticks]')) {
    const table = head.closest('table');
    if (table === null) continue;
    const boxes = () => [
      ...table.querySelectorAll<HTMLInputElement>(`tbody input[name="${head.dataset['ticks'] ?? ''}"]`),
    ];
    const count = document.querySelector<HTMLElement>('[data-ticked]');
    const follow = () => {
      const all = boxes();
      const ticked = all.filter((box) => box.checked).length;
      for (const box of all) box.closest('tr')?.classList.toggle('on', box.checked);
      head.checked = ticked > 0 && ticked === all.length;
      head.indeterminate = ticked > 0 && ticked < all.length;
      if (count !== null) count.textContent = words(count, ticked);
    };
    head.addEventListener('change', () => {
      for (const box of boxes()) box.checked = head.checked;
      follow();
    });
    table.addEventListener('change', (event) => {
      if (event.target !== head) follow();
    });
    follow();
  }
}

function words(count: HTMLElement, ticked: number): string {
  const pattern = (ticked < 2 ? count.dataset['ticked'] : count.dataset['tickedMany']) ?? '{n}';
  return pattern.replace('{n}', String(ticked));
}
