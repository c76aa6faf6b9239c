/** The few drawings of the pages, 24 × 24, drawn by strokes in the colour of the text; a word always stands beside them. */
const drawings = {
  check: 'm4.5 12.5 5 5 10-11',
  cross: 'm6 6 12 12M18 6 6 18',
  triangle: 'M12 3.5 22 20.5H2zM12 10v4.5M12 17.6v.1',
  circle: 'M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18M12 11v5.5M12 7.6v.1',
  hourglass: 'M6.5 3.5h11M6.5 20.5h11M8 3.5c0 4.5 3 6 4 8.5-1 2.5-4 4-4 8.5M16 3.5c0 4.5-3 6-4 8.5 1 2.5 4 4 4 8.5',
  calendar: 'M5.5 5h13a2 2 0 0 1 2 2v11.5a2 2 0 0 1-2 2h-13a2 2 0 0 1-2-2V7a2 2 0 0 1 2-2M3.5 10h17M8 2.8V7M16 2.8V7',
  left: 'M19 12H5M11 6l-6 6 6 6',
  right: 'M5 12h14M13 6l6 6-6 6',
  up: 'm6 14 6-6 6 6',
  down: 'm6 10 6 6 6-6',
  search: 'M10.5 4a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13M15.5 15.5l5 5',
  person: 'M12 4a4 4 0 1 1 0 8 4 4 0 0 1 0-8M4.5 20.5c1-4 4-6 7.5-6s6.5 2 7.5 6',
  plus: 'M12 5v14M5 12h14',
  print: 'M7 8V3.5h10V8M7 17H4V9.5A1.5 1.5 0 0 1 5.5 8h13A1.5 1.5 0 0 1 20 9.5V17h-3M7 14h10v6.5H7z',
  download: 'M12 4v11M7 11l5 5 5-5M4.5 20.5h15',
  clock: 'M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18M12 7v5.5l3.5 2',
  file: 'M6 2.5h8l5 5v14H6zM14 2.5v5h5',
  pen: 'm4 20 1-4L16 5l3 3L8 19zM13.5 7.5l3 3',
} as const;

export type IconName = keyof typeof drawings;

/** The icon that goes with each level: shape before colour. */
export const levelIcon = { ok: 'check', wait: 'hourglass', bad: 'triangle', note: 'circle' } as const;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="ico" viewBox="0 0 24 24" aria-hidden="true">
      <path d={drawings[name]} />
    </svg>
  );
}
