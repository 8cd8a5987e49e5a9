import type { EditBody } from '../../lambdas/contract/edit.ts';
import { EmptyState } from '../components/empty-state.tsx';
import { Comparison } from './comparison.tsx';
import { inputSource } from './edit-inputs.ts';

/** The pictures of an edit: before beside after, or what there is of them. */
export const Stage = ({ edit }: { readonly edit: EditBody }) => {
  if (edit.deleted_at !== undefined) {
    return (
      <EmptyState title="Its content is deleted">
        <p>
          Clip, result, prompt, pictures and metadata are gone from here. That it was, and what it cost,
          stays.
        </p>
      </EmptyState>
    );
  }
  const clip = edit.inputs?.find(({ path }) => path === 'video_url');
  const before = inputSource(edit.edit_id, 0);
  const [output] = edit.outputs;
  if (output?.content_type.startsWith('video/') === true) {
    const { width = clip?.width ?? 16, height = clip?.height ?? 9 } = output;
    return (
      <Comparison
        before={before}
        after={`/files/${output.key}`}
        aspect={width / height}
        framesPerSecond={clip?.frames_per_second ?? 25}
      />
    );
  }
  return (
    <figure class="comparison">
      <div class="frame alone" style={{ '--aspect': String((clip?.width ?? 16) / (clip?.height ?? 9)) }}>
        {output === undefined ? (
          <video src={before} controls preload="auto" loop playsInline aria-label="Before" />
        ) : (
          <img src={`/files/${output.key}`} alt="What came of it" />
        )}
        {output === undefined && <span class="pane-name left">Before</span>}
      </div>
    </figure>
  );
};
