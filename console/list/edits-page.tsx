import { Page } from '../shell/page.tsx';

export const EditsPage = () => <Page title="Edits">{null}</Page>;
