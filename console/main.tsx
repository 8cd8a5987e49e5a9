import { render } from 'preact';
import { LocationProvider, Route, Router } from 'preact-iso';
import './styles/tokens.css';
import './styles/base.css';
import './styles/components.css';
import './styles/states.css';
import './shell/shell.css';
import { Toasts } from './components/toasts.tsx';
import { EditPage } from './edit/edit-page.tsx';
import { EditsPage } from './list/edits-page.tsx';
import { NewEdit } from './new-edit/new-edit.tsx';
import { NoticesPage } from './notices/notices-page.tsx';
import { Header } from './shell/header.tsx';
import { NotFound } from './shell/not-found.tsx';

// Files, API and its page lie on the same server: only these are views of the console.
const views = /^\/(?:$|\?|new(?:$|\?)|notices(?:$|\?)|edits\/)/u;

const App = () => (
  <LocationProvider scope={views}>
    <Header />
    <Router>
      <Route path="/" component={EditsPage} />
      <Route path="/new" component={NewEdit} />
      <Route path="/edits/:editId" component={EditPage} />
      <Route path="/notices" component={NoticesPage} />
      <Route default component={NotFound} />
    </Router>
    <Toasts />
  </LocationProvider>
);

const root = document.getElementById('app');
if (root === null) throw new Error('index.html has no #app');
render(<App />, root);
