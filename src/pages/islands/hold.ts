/** Lets the minutes of a held place tick; only two minutes before the end is it said aloud. */
export function countHold(): void {
  const box = document.querySelector<HTMLElement>('[data-hold-until]');
  const left = box?.querySelector<HTMLElement>('[data-hold-left]');
  if (!box || !left) return;
  const until = Date.parse(box.dataset['holdUntil'] ?? '');
  const loaded = { minutes: Number.parseInt(left.textContent.replace(/\D+/g, ''), 10), at: performance.now() };
  // The reader's clock may be wrong: what counts is the time since the page told the minutes.
  if (Number.isNaN(until) || Number.isNaN(loaded.minutes)) return;
  let told = false;
  const timer = setInterval(() => {
    const minutes = loaded.minutes - Math.floor((performance.now() - loaded.at) / 60_000);
    left.textContent =
      minutes === 1 ? (left.dataset['one'] ?? '') : (left.dataset['many'] ?? '').replace('2', String(minutes));
    if (minutes <= 2 && minutes > 0 && !told) {
      told = true;
      tell(box, left.textContent);
    }
    if (minutes <= 0) {
      clearInterval(timer);
      const words = box.dataset['holdOver'] ?? '';
      box.querySelector('[data-hold-text]')?.replaceChildren(words);
      tell(box, words);
    }
  }, 5000);
}

function tell(box: HTMLElement, words: string): void {
  box.querySelector('[data-hold-told]')?.replaceChildren(words);
}
