import { useLocation } from 'preact-iso';
import { useEffect } from 'preact/hooks';
import { Button } from '../components/button.tsx';
import { Page } from '../shell/page.tsx';
import { browserModel } from './browser-model.ts';
import { ClearButton } from './clear-button.tsx';
import { ClipSection } from './clip-section.tsx';
import { ElementsSection } from './elements-section.tsx';
import { emptyForm } from './form.ts';
import { ImagesSection } from './images-section.tsx';
import { LastTry } from './last-try.tsx';
import { MoreSection } from './more-section.tsx';
import './new-edit.css';
import './prompt.css';
import { PromptEditor } from './prompt-editor.tsx';
import { readTerms } from './read-terms.ts';
import { sampleForm } from './sample.ts';
import { SendBar } from './send-bar.tsx';
import { useDrops } from './use-drops.ts';

/** The form that an edit is asked for with. `?sample` fills it with what comes with Reshoot. */
export const NewEdit = () => {
  const model = browserModel();
  const { query } = useLocation();
  const isOver = useDrops(model);
  const isEmpty = model.form.value === emptyForm;
  const fillIn = () => {
    model.change(() => sampleForm(location.origin));
  };
  useEffect(() => {
    const left = new AbortController();
    void readTerms(left.signal).then((terms) => {
      if (terms !== undefined) model.terms.value = terms;
    });
    return () => {
      left.abort();
    };
  }, [model]);
  useEffect(() => {
    // What was typed before is worth more than a sample.
    if ('sample' in query && isEmpty) fillIn();
  }, [query]);
  return (
    <Page
      title="New edit"
      actions={isEmpty ? <Button onClick={fillIn}>Fill in a sample</Button> : <ClearButton model={model} />}
    >
      <LastTry model={model} />
      {isOver && (
        <p class="drop-hint" role="status">
          Drop clip and pictures anywhere. Pictures become images; on an element they are added to it.
        </p>
      )}
      <div class={isOver ? 'new-edit over' : 'new-edit'}>
        <fieldset class="form" disabled={model.sending.value === 'posting'}>
          <legend class="visually-hidden">The edit</legend>
          <ClipSection model={model} />
          <PromptEditor model={model} />
          <ElementsSection model={model} />
          <ImagesSection model={model} />
          <MoreSection model={model} />
          <p class="hint">
            What you type is kept in this tab when the page is loaded again. Files come back once they are
            uploaded; others have to be chosen again.
          </p>
        </fieldset>
        <SendBar model={model} />
      </div>
    </Page>
  );
};
