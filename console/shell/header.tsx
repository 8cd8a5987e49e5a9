import { useLocation } from 'preact-iso';
import { ThemeSwitch } from '../theme/theme-switch.tsx';

const places = [
  { href: '/', label: 'Edits', here: (path: string) => path === '/' || path.startsWith('/edits/') },
  { href: '/new', label: 'New edit', here: (path: string) => path === '/new' },
  { href: '/notices', label: 'Notices', here: (path: string) => path === '/notices' },
];

export const Header = () => {
  const { path } = useLocation();
  return (
    <header class="site-head">
      <a class="skip" href="#main">
        Skip to content
      </a>
      <a class="brand" href="/">
        <span class="brand-mark" aria-hidden="true" />
        Reshoot
      </a>
      <nav aria-label="Main">
        <ul>
          {places.map(({ href, label, here }) => (
            <li key={href}>
              <a href={href} aria-current={here(path) ? 'page' : undefined}>
                {label}
              </a>
            </li>
          ))}
          <li>
            <a href="/docs">API</a>
          </li>
        </ul>
      </nav>
      <ThemeSwitch />
    </header>
  );
};
