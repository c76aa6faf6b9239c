import type { Language } from '../pages/frame.ts';

/** No-break space. */
const n = '\u00a0';

const fr = {
  signIn: 'Se connecter',
  signedIn: (name: string) => `Bonjour ${name}. Vous êtes connecté.`,
  signedOut: 'Vous êtes déconnecté.',
  email: 'Courriel',
  password: 'Mot de passe',
  emailMissing: 'Écrivez votre adresse de courriel.',
  passwordMissing: 'Écrivez votre mot de passe.',
  wrong: `L’adresse ou le mot de passe ne correspondent pas. Vérifiez-les, puis essayez de nouveau.`,
  wrongTitle: 'La connexion n’a pas eu lieu',
  tooMany: (minutes: number) => `Trop d’essais ont échoué. Attendez ${minutes}${n}minutes, puis essayez de nouveau.`,
  staleForm: 'Cette page était restée ouverte trop longtemps. Rien n’a été fait. Essayez de nouveau.',
  noAccount: 'Pas besoin de compte',
  noAccountText: 'Vous pouvez faire une démarche sans compte. Un compte permet de retrouver toutes vos demandes.',
  seeForms: 'Voir les démarches',
  signOut: 'Se déconnecter',
  signOutTitle: `Se déconnecter${n}?`,
  signOutText: 'Vous quittez votre compte sur cet appareil. Vos demandes restent enregistrées.',
  stay: 'Rester connecté',
  back: 'Retour à l’accueil',
  accessibility: 'Accessibilité',
  legal: 'Mentions légales',
  privacy: 'Données personnelles',
};

const en: typeof fr = {
  signIn: 'Sign in',
  signedIn: (name) => `Hello ${name}. You are signed in.`,
  signedOut: 'You are signed out.',
  email: 'Email',
  password: 'Password',
  emailMissing: 'Enter your email address.',
  passwordMissing: 'Enter your password.',
  wrong: 'The address or the password does not match. Check them, then try again.',
  wrongTitle: 'You are not signed in',
  tooMany: (minutes) => `Too many attempts have failed. Wait ${minutes} minutes, then try again.`,
  staleForm: 'This page had been open for too long. Nothing was done. Try again.',
  noAccount: 'No account needed',
  noAccountText: 'You can make a request without an account. With an account you find all your requests again.',
  seeForms: 'See the forms',
  signOut: 'Sign out',
  signOutTitle: 'Sign out?',
  signOutText: 'You leave your account on this device. Your requests stay recorded.',
  stay: 'Stay signed in',
  back: 'Back to the home page',
  accessibility: 'Accessibility',
  legal: 'Legal notice',
  privacy: 'Personal data',
};

export const texts: Record<Language, typeof fr> = { fr, en };
