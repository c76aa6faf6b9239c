/** How full an event is, beside its figures, for agents. Widths are attributes: style attributes are refused. */
export function Gauge({
  total,
  booked,
  waiting,
  waitingTotal,
}: {
  total: number;
  booked: number;
  waiting: number;
  waitingTotal: number;
}) {
  const all = Math.max(1, Math.max(total, booked) + Math.max(waitingTotal, waiting));
  const width = (places: number) => Math.round((160 * places) / all);
  return (
    <svg class="gauge" viewBox="0 0 160 10" preserveAspectRatio="none" aria-hidden="true">
      <rect class="bg" width="160" height="10" />
      <rect class="fg" width={width(booked)} height="10" />
      {waiting > 0 && <rect class="wt" x={width(Math.max(total, booked)) + 1} width={width(waiting)} height="10" />}
    </svg>
  );
}
