import { Badge } from '../../pages/badge.tsx';
import { Button } from '../../pages/buttons.tsx';
import { Form } from '../../pages/form.tsx';
import type { Frame } from '../../pages/frame.ts';
import type { Slugged } from './addresses.ts';
import type { Desk } from './desk.ts';
import type { BookingLine, Call } from './read-bookings.ts';
import { momentOf, nameOf, tellingOf } from './said.ts';
import { texts, type Texts } from './texts.ts';

type CallsProps = {
  frame: Frame;
  desk: Desk;
  agenda: Slugged;
  booking: BookingLine;
  /** Whether the reader may send again. */
  mayResend: boolean;
};

/** The calls to a booking's request: which were answered, which are under way, which have to be sent again. */
export function Calls({ frame, desk, agenda, booking, mayResend }: CallsProps) {
  const t = texts[frame.language];
  return (
    <>
      {booking.calls.map((call) => (
        <div key={call.id}>
          <CallBadge call={call} t={t} />
          {call.state !== 'sent' && <small>{storyOf(desk, frame, call, t)}</small>}
          {canResend(call) && mayResend && (
            <Form class="" action={desk.pages.resend(agenda, booking.id, call.id)}>
              <Button small hidden={t.resendOf(call.kind, nameOf(booking, t))}>
                {t.resend}
              </Button>
            </Form>
          )}
        </div>
      ))}
    </>
  );
}

/** One that has not been tried yet goes by itself. */
function canResend({ state, attempts }: Call): boolean {
  return state === 'failed' || (state === 'pending' && attempts > 0);
}

function CallBadge({ call: { kind, state }, t }: { call: Call; t: Texts }) {
  if (state === 'sent') return <Badge level="ok">{t.callSent(kind)}</Badge>;
  return state === 'failed' ? (
    <Badge level="bad">{t.callFailed(kind)}</Badge>
  ) : (
    <Badge level="wait">{t.callPending(kind)}</Badge>
  );
}

/** When it was tried last and why in vain; when it is tried next. */
function storyOf(desk: Desk, frame: Frame, call: Call, t: Texts): string {
  const telling = tellingOf(frame);
  const why = call.status === null ? t.unreachable : t.answered(call.status);
  const last = call.last === null ? '' : t.lastTry(momentOf(desk, call.last, telling), why);
  const next = call.state === 'pending' ? t.nextTry(momentOf(desk, call.due, telling), call.attempts) : '';
  return [last, next].filter((one) => one !== '').join(' ');
}
