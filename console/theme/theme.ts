/** What somebody chose to see by; `system` follows the machine. */
export const themes = ['system', 'light', 'dark'] as const;

export type Theme = (typeof themes)[number];

export const themeKey = 'reshoot.theme';

/** @param kept as the browser keeps it; anything it may hold */
export const themeOf = (kept: string | null): Theme => themes.find((theme) => theme === kept) ?? 'system';

export const themeAfter = (theme: Theme): Theme =>
  themes[(themes.indexOf(theme) + 1) % themes.length] ?? 'system';

export const themeWords: Readonly<Record<Theme, string>> = {
  system: 'as the system',
  light: 'light',
  dark: 'dark',
};
