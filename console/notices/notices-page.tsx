import { Page } from '../shell/page.tsx';

export const NoticesPage = () => <Page title="Notices">{null}</Page>;
