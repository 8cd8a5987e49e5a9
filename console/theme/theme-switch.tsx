import { signal } from '@preact/signals';
import { Button } from '../components/button.tsx';
import { applyTheme, keepTheme, keptTheme } from './keep-theme.ts';
import { themeAfter, themeWords } from './theme.ts';

const theme = signal(keptTheme());

const switchTheme = (): void => {
  theme.value = themeAfter(theme.value);
  applyTheme(theme.value);
  keepTheme(theme.value);
};

export const ThemeSwitch = () => (
  <Button kind="quiet" onClick={switchTheme} title="Switch between the system's colours, light and dark">
    <span class="theme-mark" aria-hidden="true" />
    <span>
      <span class="visually-hidden">Colours: </span>
      {themeWords[theme.value]}
    </span>
  </Button>
);
