import { EmptyState } from '../components/empty-state.tsx';
import { Page } from './page.tsx';

export const NotFound = () => (
  <Page title="Nothing is here">
    <EmptyState
      title="No page has this address"
      actions={
        <a class="button primary" href="/">
          See the edits
        </a>
      }
    />
  </Page>
);
