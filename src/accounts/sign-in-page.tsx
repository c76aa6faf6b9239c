import { AsideBlock } from '../pages/aside.tsx';
import { Actions, Button, LinkButton } from '../pages/buttons.tsx';
import { Confirm } from '../pages/confirm.tsx';
import { ErrorSummary, type PageError } from '../pages/error-summary.tsx';
import { TextField } from '../pages/fields.tsx';
import { Form } from '../pages/form.tsx';
import type { Frame } from '../pages/frame.ts';
import { Page } from '../pages/layout.tsx';
import { texts } from './texts.ts';

export type SignInView = {
  frame: Frame;
  next: string;
  email: string;
  errors: readonly PageError[];
  /** Of the summary, where it isn't a count of answers to mend. */
  errorTitle?: string;
};

export function SignInPage({ frame, next, email, errors, errorTitle }: SignInView) {
  const t = texts[frame.language];
  const errorOf = (field: string) => {
    const found = errors.find((error) => error.field === field)?.text;
    return found === undefined ? {} : { error: found };
  };
  return (
    <Page frame={frame} title={t.signIn} error={errors.length > 0}>
      <ErrorSummary errors={errors} kept={false} {...(errorTitle === undefined ? {} : { title: errorTitle })} />
      <div class="signin">
        <div>
          <h1>{t.signIn}</h1>
          <Form>
            <input type="hidden" name="next" value={next} />
            <TextField
              name="email"
              label={t.email}
              type="email"
              autocomplete="username"
              value={email}
              {...errorOf('email')}
            />
            <TextField
              name="password"
              label={t.password}
              type="password"
              autocomplete="current-password"
              {...errorOf('password')}
            />
            <Actions>
              <Button kind="main">{t.signIn}</Button>
            </Actions>
          </Form>
        </div>
        <div class="panel">
          <AsideBlock title={t.noAccount}>
            <p>{t.noAccountText}</p>
            <p>
              <LinkButton href="/">{t.seeForms}</LinkButton>
            </p>
          </AsideBlock>
        </div>
      </div>
    </Page>
  );
}

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
