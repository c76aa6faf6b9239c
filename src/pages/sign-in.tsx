import { CodeLine } from './board.tsx';
import { Button } from './buttons.tsx';
import { ErrorSummary, type PageError } from './error-summary.tsx';
import { TextField } from './fields.tsx';
import { Form } from './form.tsx';
import type { Frame, Language } from './frame.ts';
import { Page } from './layout.tsx';
import { texts } from './texts.ts';

type SignInProps = {
  frame: Frame;
  /** Where one goes then: a path of this site. */
  next: string;
  email?: string;
  errors?: readonly PageError[];
  /** Of the summary; « La connexion n’a pas marché » by default. */
  errorTitle?: string;
  /** Where a tracking code is looked up; without it the block goes. */
  codeAction?: string;
  forgottenHref?: string;
  /** Identity providers: a button each, to this address. */
  providers?: readonly { label: string; href: string }[];
};

const words: Record<
  Language,
  Record<'error' | 'forgotten' | 'noAccount' | 'codeEnough' | 'example' | 'follow', string>
> = {
  fr: {
    error: 'La connexion n’a pas marché',
    forgotten: 'Mot de passe oublié\u00a0?',
    noAccount: 'Pas besoin de compte',
    codeEnough: 'Pour suivre, déplacer ou annuler une demande, le code reçu par courriel suffit.',
    example: 'Par exemple KFR-7M2-QXT',
    follow: 'Suivre',
  },
  en: {
    error: 'Signing in did not work',
    forgotten: 'Forgotten password?',
    noAccount: 'No account needed',
    codeEnough: 'To follow, move or cancel a request, the code received by email is enough.',
    example: 'For example KFR-7M2-QXT',
    follow: 'Follow',
  },
};

/** `/login/`: posts `email`, `password` and `next` to itself. Password managers and pasting are welcome. */
export function SignIn({
  frame,
  next,
  email,
  errors = [],
  errorTitle,
  codeAction,
  forgottenHref,
  providers = [],
}: SignInProps) {
  const t = texts[frame.language];
  const w = words[frame.language];
  const errorOf = (field: string) => errors.find((error) => error.field === field)?.text;
  const [emailError, passwordError] = [errorOf('email'), errorOf('password')];
  return (
    <Page frame={frame} title={t.signIn} error={errors.length > 0}>
      <ErrorSummary errors={errors} title={errorTitle ?? w.error} kept={false} />
      <div class="signin">
        <div>
          <h1>{t.signIn}</h1>
          {providers.length > 0 && (
            <p class="row form">
              {providers.map(({ label, href }) => (
                <a key={href} class="btn" href={href}>
                  {label}
                </a>
              ))}
            </p>
          )}
          <Form>
            <input type="hidden" name="next" value={next} />
            <TextField
              name="email"
              label={t.email}
              type="email"
              autocomplete="username"
              {...(email === undefined ? {} : { value: email })}
              {...(emailError === undefined ? {} : { error: emailError })}
            />
            <TextField
              name="password"
              label={t.password}
              type="password"
              autocomplete="current-password"
              {...(passwordError === undefined ? {} : { error: passwordError })}
            />
            {forgottenHref !== undefined && (
              <p class="under">
                <a href={forgottenHref}>{w.forgotten}</a>
              </p>
            )}
            <div class="actions">
              <Button kind="main">{t.signIn}</Button>
            </div>
          </Form>
        </div>
        {codeAction !== undefined && (
          <div class="panel">
            <h2>{w.noAccount}</h2>
            <p>{w.codeEnough}</p>
            <CodeLine name="code" label={t.code} hint={w.example} action={codeAction} button={w.follow} />
          </div>
        )}
      </div>
    </Page>
  );
}
