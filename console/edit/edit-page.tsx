import { Page } from '../shell/page.tsx';

export const EditPage = () => <Page title="Edit">{null}</Page>;
