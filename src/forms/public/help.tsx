import { AsideBlock } from '../../pages/aside.tsx';
import { phoneUrl } from '../../pages/foot.tsx';
import type { Frame } from '../../pages/frame.ts';
import { texts } from './texts.ts';

/** Beside a form and a request: who helps, at the same place on every page, and how to come back. */
export function Help({ frame, later }: { frame: Frame; later: string | null }) {
  const t = texts[frame.language];
  const { phone } = frame.town;
  return (
    <>
      <AsideBlock title={t.helpTitle}>
        <p>{t.helpText}</p>
        {phone !== '' && (
          <p>
            <a href={phoneUrl(phone)}>{phone}</a>
          </p>
        )}
      </AsideBlock>
      {later !== null && <AsideBlock title={t.laterTitle}>{later}</AsideBlock>}
    </>
  );
}
