import { Confirm } from '../pages/confirm.tsx';
import type { Frame } from '../pages/frame.ts';
import { Page } from '../pages/layout.tsx';
import { texts } from './texts.ts';

/** Where a sign-out comes from a page that was open for too long: the button again, with a fresh token. */
export function SignOutPage({ frame }: { frame: Frame }) {
  const t = texts[frame.language];
  return (
    <Page frame={frame} title={t.signOut}>
      <Confirm
        title={t.signOutTitle}
        consequence={t.signOutText}
        action="/logout/"
        confirm={{ label: t.signOut, destroys: false }}
        keep={{ label: t.stay, href: '/' }}
      />
    </Page>
  );
}
