import { themeKey, themeOf, type Theme } from './theme.ts';

// A browser may keep nothing at all: then the theme is the system's at each start.
const kept = (): string | null => {
  try {
    return localStorage.getItem(themeKey);
  } catch {
    return null;
  }
};

export const keptTheme = (): Theme => themeOf(kept());

export const keepTheme = (theme: Theme): void => {
  try {
    localStorage.setItem(themeKey, theme);
  } catch {
    // It holds as long as the page is open.
  }
};

/** What the style sheets go by. */
export const applyTheme = (theme: Theme): void => {
  if (theme === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
};
