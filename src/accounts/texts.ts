import type { Language } from '../pages/frame.ts';

/** No-break space. */
const n = '\u00a0';

const fr = {
  signedIn: (name: string) => `Bonjour ${name}.`,
  signedOut: 'Vous avez quitté votre compte sur cet appareil.',
  emailMissing: 'Écrivez votre adresse de courriel.',
  passwordMissing: 'Écrivez votre mot de passe.',
  wrong: `L’adresse ou le mot de passe ne correspondent pas. Vérifiez-les, puis essayez de nouveau.`,
  tooMany: (minutes: number) => `Trop d’essais ont échoué. Attendez ${minutes}${n}minutes, puis essayez de nouveau.`,
  staleForm: 'Cette page était restée ouverte trop longtemps. Rien n’a été fait. Essayez de nouveau.',
  signOut: 'Se déconnecter',
  signOutTitle: `Se déconnecter${n}?`,
  signOutText: 'Vous quittez votre compte sur cet appareil. Vos demandes restent enregistrées.',
  stay: 'Rester connecté',
};

const en: typeof fr = {
  signedIn: (name) => `Hello ${name}.`,
  signedOut: 'You are signed out on this device.',
  emailMissing: 'Enter your email address.',
  passwordMissing: 'Enter your password.',
  wrong: 'The address or the password does not match. Check them, then try again.',
  tooMany: (minutes) => `Too many attempts have failed. Wait ${minutes} minutes, then try again.`,
  staleForm: 'This page had been open for too long. Nothing was done. Try again.',
  signOut: 'Sign out',
  signOutTitle: 'Sign out?',
  signOutText: 'You leave your account on this device. Your requests stay recorded.',
  stay: 'Stay signed in',
};

export const texts: Record<Language, typeof fr> = { fr, en };
