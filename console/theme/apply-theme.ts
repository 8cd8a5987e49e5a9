import { applyTheme, keptTheme } from './keep-theme.ts';

applyTheme(keptTheme());
