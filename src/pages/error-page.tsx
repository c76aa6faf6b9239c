import { LinkButton } from './buttons.tsx';
import type { Frame, Language } from './frame.ts';
import { Page } from './layout.tsx';

export type ErrorStatus = 400 | 403 | 404 | 413 | 429 | 500 | 503;

type Words = { title: string; say: readonly string[]; back: string };

const n = '\u00a0';

/** First what is, then what one can do; nobody is blamed. */
const words: Record<Language, Record<ErrorStatus, Words>> = {
  fr: {
    400: {
      title: 'Cette demande n’a pas été comprise',
      say: [
        'La page est restée ouverte longtemps, ou son adresse est incomplète.',
        'Revenez en arrière, rechargez la page et réessayez. Ce que vous aviez enregistré est gardé.',
      ],
      back: 'Revenir à l’accueil',
    },
    403: {
      title: 'Cette page n’est pas ouverte à tous',
      say: [
        'Elle est réservée aux personnes qui y ont droit. Si vous avez un compte, connectez-vous.',
        'Si vous pensez y avoir droit, appelez la mairie.',
      ],
      back: 'Revenir à l’accueil',
    },
    404: {
      title: 'Cette page n’existe pas',
      say: [
        'Elle a peut-être changé d’adresse, ou la démarche est terminée.',
        'Si vous avez tapé l’adresse, vérifiez-la. Les démarches ouvertes sont toutes sur l’accueil.',
      ],
      back: 'Voir les démarches',
    },
    413: {
      title: 'Ce fichier est trop lourd',
      say: [
        'Rien n’a été envoyé, et vos autres réponses sont gardées.',
        'Revenez en arrière et choisissez un fichier plus léger, par exemple une photo prise en qualité moyenne.',
      ],
      back: 'Revenir à l’accueil',
    },
    429: {
      title: 'Trop d’essais en peu de temps',
      say: ['Attendez une minute, puis réessayez. Ce que vous aviez enregistré est gardé.'],
      back: 'Revenir à l’accueil',
    },
    500: {
      title: 'Le service a rencontré un problème',
      say: [
        'Ce n’est pas de votre fait, et la mairie en est avertie. Ce que vous aviez enregistré est gardé.',
        `Réessayez dans quelques minutes. Si c’est urgent, appelez la mairie.`,
      ],
      back: 'Revenir à l’accueil',
    },
    503: {
      title: 'Le service est fermé pour quelques minutes',
      say: ['Il est en cours de mise à jour ou très demandé. Réessayez dans quelques minutes.'],
      back: 'Réessayer l’accueil',
    },
  },
  en: {
    400: {
      title: 'This request was not understood',
      say: [
        'The page has been open for a long time, or its address is incomplete.',
        'Go back, reload the page and try again. What you had saved is kept.',
      ],
      back: 'Back to the home page',
    },
    403: {
      title: 'This page is not open to everyone',
      say: [
        'It is for the people concerned only. If you have an account, sign in.',
        'If you think you should see it, call the town hall.',
      ],
      back: 'Back to the home page',
    },
    404: {
      title: 'This page does not exist',
      say: [
        'It may have moved, or the service may be closed.',
        'If you typed the address, check it. All open services are on the home page.',
      ],
      back: 'See the services',
    },
    413: {
      title: 'This file is too large',
      say: [
        'Nothing was sent, and your other answers are kept.',
        'Go back and choose a smaller file, for instance a photo of medium quality.',
      ],
      back: 'Back to the home page',
    },
    429: {
      title: 'Too many tries in a short time',
      say: ['Wait a minute, then try again. What you had saved is kept.'],
      back: 'Back to the home page',
    },
    500: {
      title: 'The service ran into a problem',
      say: [
        'It is not your doing, and the town hall has been told. What you had saved is kept.',
        'Try again in a few minutes. If it is urgent, call the town hall.',
      ],
      back: 'Back to the home page',
    },
    503: {
      title: 'The service is closed for a few minutes',
      say: ['It is being updated or in great demand. Try again in a few minutes.'],
      back: 'Try the home page again',
    },
  },
};

const mark = { fr: `Repère à donner si vous appelez${n}: `, en: 'Reference to give if you call: ' };

/** `reference` is the request's number in the log, so that who calls can be helped. */
export function ErrorPage({ frame, status, reference }: { frame: Frame; status: ErrorStatus; reference?: string }) {
  const { title, say, back } = words[frame.language][status];
  return (
    <Page frame={frame} title={title}>
      <div class="prose">
        <h1>{title}</h1>
        {say.map((sentence) => (
          <p key={sentence}>{sentence}</p>
        ))}
        {reference !== undefined && (
          <p class="quiet">
            {mark[frame.language]}
            <span class="code">{reference}</span>
          </p>
        )}
        <p>
          <LinkButton kind="main" href={frame.homeUrl}>
            {back}
          </LinkButton>
        </p>
      </div>
    </Page>
  );
}

/** The page that fits a status: those that have none of their own share that of their hundred. */
export function errorStatus(status: number): ErrorStatus {
  if (status === 401) return 403;
  const own: readonly number[] = [400, 403, 404, 413, 429, 503];
  if (own.includes(status)) return status as ErrorStatus;
  return status >= 400 && status < 500 ? 400 : 500;
}
